/**
 * A test double of a server that speaks OpenAI's chat-completions protocol. It holds no language model: its answers are
 * made from the words of the prompt, always the same for the same prompt. It is there so that tests can count, limit,
 * delay and break what a real server would charge for.
 */
package dev.anicut.llmdouble;
