package dev.anicut.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An option whose value is a list with commas: several words behind it on the command line, as a shell makes of a glob,
 * the option given again, and a list in a file are joined to one. No other option takes these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface CommaSeparated {}
