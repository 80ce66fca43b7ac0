/** The records that cross module borders. All serialise with Flink's POJO serialiser; none holds Flink job code. */
package dev.anicut.model;
