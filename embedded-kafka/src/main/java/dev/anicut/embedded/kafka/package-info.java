/** A real Apache Kafka broker in a process of its own, for laptops and tests. */
package dev.anicut.embedded.kafka;
