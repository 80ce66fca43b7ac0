/** A durable PostgreSQL server out of a Maven artifact: started, shared between processes and stopped by this module. */
package dev.anicut.embedded;
