package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProfilerTest {

    @Test
    void timesTheSessionsThatAreOpenedWhileItIsOn() throws IOException {
        run();
        Path file;
        try (Profiler profiler = Profiler.start()) {
            assertTrue(Profiler.isOn());
            assertEquals(0, profiler.files().size());
            run();
            run();
            assertEquals(2, profiler.files().size());
            file = profiler.files().get(0);
            assertTrue(Files.readString(file).contains("\"model_run\""));
        }
        assertFalse(Profiler.isOn());
        assertFalse(Files.exists(file));
        run();
    }

    @Test
    void onlyOneIsOn() {
        try (Profiler profiler = Profiler.start()) {
            assertThrows(IllegalStateException.class, Profiler::start);
            assertEquals(0, profiler.files().size());
        }
        Profiler.start().close();
    }

    private static void run() {
        Graph graph = new Graph("negation");
        graph.output("output", new Operators(graph).neg(graph.input("input", DataType.FLOAT, Shape.of(2))));
        try (ModelSession session =
                        new ModelSession(graph, SessionSettings.on(Device.CPU).withThreads(1));
                Tensor input = Tensor.zeros(DataType.FLOAT, 2);
                Tensor output = Tensor.zeros(DataType.FLOAT, 2)) {
            session.bindInput("input", input);
            session.bindOutput("output", output);
            session.run();
        }
    }
}
