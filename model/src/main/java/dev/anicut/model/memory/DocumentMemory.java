package dev.anicut.model.memory;

import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;
import java.io.Serializable;
import java.util.List;

/** What was stored before, asked by a few hundred documents at a time. Not thread-safe: one for each subtask. */
public interface DocumentMemory extends AutoCloseable {

    /** Attaches to each document what is stored of its id and of its content, by one query; keeps the order. */
    List<RecalledDocument> recall(List<Document> documents) throws Exception;

    /** Makes a memory where it is used; travels with the job graph. */
    @FunctionalInterface
    interface Factory extends Serializable {
        DocumentMemory open() throws Exception;
    }
}
