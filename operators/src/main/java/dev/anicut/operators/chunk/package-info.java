/** Cuts a document's text into chunks that the model takes whole, with the model's own tokenizer. */
package dev.anicut.operators.chunk;
