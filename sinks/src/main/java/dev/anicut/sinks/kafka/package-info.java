/** Apache Kafka: the connection, events and dead letters. */
package dev.anicut.sinks.kafka;
