package dev.anicut.datasets;

import java.util.stream.Stream;

/** The patterns of the generated prose. */
final class Sentences {
    static final Template[] TITLES = templates(
            "{company}: {scheme}",
            "Report on the {product} from {city}",
            "Visit to {university}, {city}",
            "Notes on {ingredient} and {spice}",
            "How {company} came to {pursuit}",
            "The {adjective} {noun} of {city}",
            "Survey of the {mountain} road, section #",
            "Minutes of the {department} meeting in {city}",
            "Interview with {person}, {job}",
            "Field diary: {animal} near {city}",
            "Tender # for {material} works at {street}",
            "A short history of {industry} in {country}");

    /** The openings: whatever follows, the entry's number makes the text unlike any other. */
    static final Template[] OPENINGS = templates(
            "{person}, {job} at {company}, filed this account from {city}.",
            "This report was drawn up in {city} for {company} by {person}, {job}.",
            "In {city}, {country}, the {industry} trade had a {adjective} year, writes {person}.",
            "The {department} office of {company} at {street} asked {person} for these notes.",
            "Students of {university} collected what follows for the {course}.",
            "Nobody at {company} expected the {product} to sell in {country}.",
            "On the road to {mountain} the survey met {weather} weather and one {adjective} {animal}.");

    static final Template[] BODY = templates(
            "{company} wants to {pursuit} before the end of the quarter, and {person} is to see to it.",
            "The {product} is made of {material} and is sold in # shops between {city} and {city}.",
            "{person} counted # of them on the first day and # on the second.",
            "The plan speaks of {scheme}, which in practice means that the {noun} is checked twice a week.",
            "It was {weather} for # hours, so the {machine} stayed in the yard.",
            "A {job} from {company} measured the {element} content with equipment borrowed from {university}.",
            "The kitchen served {dish} with {vegetable}, and {person} asked for the recipe.",
            "Mix the {ingredient} with {spice}, leave it for # minutes, and add the {vegetable} last.",
            "Nearly # visitors came for the {hobby}, most of them from {city}.",
            "The {adjective} {noun} {adverb} divided the meeting, and the vote was put off.",
            "According to {person}, the {industry} firms of {country} pay # per cent more than they did.",
            "Two {animal} tracks were seen near {street}; the {job} wrote them down in the book.",
            "{university} offers a {course} for people who work in {industry}.",
            "Whoever has {disease} should speak to {person} before the journey to {mountain}.",
            "The order covers # pieces of {material}, to be delivered to {street}, {city}.",
            "After that {company} will {pursuit}, as it did in {country}.",
            "The {trade} crew finished section # a day early, although the {machine} had broken down.",
            "{person} read the figures aloud: # in the spring, # in the autumn.",
            "What the {noun} costs is {adverb} disputed between {company} and {company}.",
            "Its {adjective} colour comes from {element} in the {material}, says {person}.",
            "The {tool} was calibrated at {university} and shows an error of # in a million.",
            "For the {hobby} club the {department} room is free on days when the {noun} is away.",
            "In {city} the same {product} costs # less, which {person} calls {adjective}.",
            "The letter from {company} mentions {scheme} and asks for an answer within # days.",
            "{vegetable} and {ingredient} were the only goods left in the store at {street}.",
            "A {adjective} {animal} slept through the whole talk on {industry}.",
            "The {job} explained why a {noun} must never be left beside a {machine}.",
            "From {mountain} one can see as far as {city} when it is {weather}.",
            "Of # samples, # held more {element} than the rules of {country} allow.",
            "{person} and {person} signed for {company}, and the {department} office keeps the copy.");

    static final Template[] STANDING = templates(
            "This document is issued by {company}, {street}, {city}, and may be copied within the {department} office.",
            "Questions are answered by {person}, {job}, on working days until # minutes past four.",
            "Figures were rounded; sums may therefore differ from their parts by up to # units.",
            "Goods made of {material} are returned at the cost of the sender.",
            "The {industry} rules of {country} apply, in the version of the year before.",
            "Whoever finds a mistake is asked to write to the {department} office at {street}.",
            "The names of {noun} and {product} are used with the consent of {company}.",
            "A {machine} may be moved by trained staff only, and never when it is {weather}.");

    static final String[] CATEGORIES = {"report", "letter", "minutes", "notes", "survey", "interview", "tender", "diary"
    };

    private Sentences() {}

    private static Template[] templates(String... patterns) {
        return Stream.of(patterns).map(Template::new).toArray(Template[]::new);
    }
}
