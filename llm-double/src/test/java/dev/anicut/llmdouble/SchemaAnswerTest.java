package dev.anicut.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaAnswerTest {
    private static JsonNode make(String schema) throws IOException {
        return make(schema, Client.TEXT);
    }

    private static JsonNode make(String schema, String text) throws IOException {
        return new SchemaAnswer(Json.read(schema.replace('\'', '"')), new Words(text), false).make();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            {'type': 'integer', 'minimum': 3, 'maximum': 3}                              | 3
            {'type': 'integer', 'minimum': 1, 'maximum': 9, 'multipleOf': 7}             | 7
            {'const': 'x'}                                                               | "x"
            {'enum': ['only']}                                                           | "only"
            {'type': ['null', 'string'], 'maxLength': 0}                                 | ""
            {'type': 'null'}                                                             | null
            {'anyOf': [{'type': 'null'}, {'const': 4}]}                                  | 4
            {'allOf': [{'type': 'object'}, {'properties': {'a': {'const': 1}}}]}         | {"a":1}
            {'$ref': '#/$defs/a', '$defs': {'a': {'enum': [true]}}}                      | true
            {'type': 'array', 'items': {'enum': ['a']}, 'minItems': 2}                   | ["a","a"]
            {'type': 'array', 'items': {'type': 'string'}, 'maxItems': 2}                | ["weir","turns"]
            {'type': 'array', 'maxItems': 0, 'items': {}}                                | []
            {'type': 'object', 'properties': {'Headline': {'type': 'string', 'maxLength': 8}}} | {"Headline":"The weir"}
            {'properties': {'lang': {'enum': ['de', 'en']}}}                             | {"lang":"en"}
            {'properties': {'people': {'type': 'array', 'items': {'type': 'string'}}}}   | {"people":["Kallanai","Kaveri"]}
            {'type': 'string', 'format': 'date'}                                         | "2001-02-03"
            """)
    void conforms(String schema, String value) throws IOException {
        assertThat(make(schema)).hasToString(value);
    }

    @Test
    void staysWithinBounds() throws IOException {
        for (int i = 0; i < 200; i++) {
            String schema = "{'properties': {'n" + i + "': {'type': 'number', 'minimum': -2, 'maximum': -1}}}";
            assertThat(make(schema).path("n" + i).asDouble()).isBetween(-2.0, -1.0);
        }
    }

    @Test
    void fillsArraysWithDifferentValuesAsFarAsThereAreAny() throws IOException {
        JsonNode words = make("{'type': 'array', 'items': {'type': 'string'}, 'minItems': 7, 'uniqueItems': true}");
        assertThat(words).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void makesObjectsInArrays() throws IOException {
        JsonNode entities =
                make("{'properties': {'entities': {'type': 'array', 'items': {'type': 'object', 'properties':"
                        + " {'name': {'type': 'string'}, 'type': {'enum': ['place']}}}}}}");
        assertThat(entities.at("/entities/0/type").asText()).isEqualTo("place");
        assertThat(entities.at("/entities/0/name").isTextual()).isTrue();
    }

    @Test
    void endsASchemaThatContainsItself() throws IOException {
        assertThat(make("{'type': 'object', 'properties': {'child': {'$ref': '#'}}}")
                        .has("child"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Das Wehr ist alt und die Kanäle sind von Hand gegraben. | de
            Le barrage est ancien et les canaux sont dans la plaine.  | fr
            1234 5678                                                 | en
            """)
    void tellsLanguages(String text, String language) {
        assertThat(new Words(text).language()).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Describe: <document id="4">Text <b>bold</b></document> Now answer. | Text <b>bold</b> | true
            Describe.\\n--- BEGIN DOCUMENT ---\\nText\\n--- END DOCUMENT ---   | Text             | true
            Describe.\\n\"""\\nText\\n\"""\\nThanks.                           | Text             | true
            Describe.\\n===== 3fa9\\nText\\n===== 3fa9\\nThanks.               | Text             | true
            Text without any fence                                             | Text without any fence | false
            """)
    void findsTheDocument(String message, String text, boolean fenced) {
        assertThat(DocumentText.in(message.replace("\\n", "\n"))).isEqualTo(new DocumentText(text, fenced));
    }
}
