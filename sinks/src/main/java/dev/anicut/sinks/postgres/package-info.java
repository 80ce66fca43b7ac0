/**
 * PostgreSQL as the system's memory: its tables, the write-through operator and its writers, recall, search and
 * collection.
 */
package dev.anicut.sinks.postgres;
