/** The source of a redrive: dead letters become raw records once more, from what they keep or from where they came. */
package dev.anicut.jobs.redrive;
