/** The enrich stage: one asynchronous call of a language model for each new content, within limits and a budget. */
package dev.anicut.operators.enrich;
