/** Embeds chunks with a local ONNX model through DJL. */
package dev.anicut.operators.embed;
