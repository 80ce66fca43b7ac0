/** What operators ask of the store, so that they need not know it. */
package dev.anicut.model.memory;
