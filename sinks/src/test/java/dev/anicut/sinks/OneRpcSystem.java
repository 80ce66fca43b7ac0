package dev.anicut.sinks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystemLoader;

/**
 * Flink's RPC system, loaded once for all local clusters of a test JVM. Flink loads it anew for each, into a class loader of
 * its own: some 1,900 classes, which is a good part of what a small run takes.
 */
public final class OneRpcSystem implements RpcSystemLoader {
    private static RpcSystem loaded;

    @Override
    public int getLoadPriority() {
        return new PekkoRpcSystemLoader().getLoadPriority() - 1;
    }

    @Override
    public RpcSystem loadRpcSystem(Configuration configuration) {
        synchronized (OneRpcSystem.class) {
            if (loaded == null) {
                loaded = withoutClose(new PekkoRpcSystemLoader().loadRpcSystem(configuration));
            }
            return loaded;
        }
    }

    private static RpcSystem withoutClose(RpcSystem system) {
        return (RpcSystem) Proxy.newProxyInstance(
                RpcSystem.class.getClassLoader(), new Class<?>[] {RpcSystem.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(system, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
