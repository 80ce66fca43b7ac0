package dev.anicut.operators.embed;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;

/** DJL with its ONNX Runtime engine, started once per JVM, without network. */
final class DjlRuntime {
    private static final String ENGINE = "OnnxRuntime";

    static {
        setDefault("ai.djl.offline", "true");
        // no call home
        setDefault("OPT_OUT_TRACKING", "true");
        // the engine must not start a second one to compute with arrays: we only carry them
        setDefault("ai.djl.onnx.disable_alternative", "true");
        // before anything else touches the ONNX Runtime environment: there is one per JVM, and DJL wants to make it
        Engine.getEngine(ENGINE);
    }

    private DjlRuntime() {}

    /** Starts the engine if it has not been started. */
    static void start() {}

    static Model newModel(String name) {
        return Model.newInstance(name, Device.cpu(), ENGINE);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
