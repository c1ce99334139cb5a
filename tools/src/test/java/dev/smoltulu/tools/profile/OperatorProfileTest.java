package dev.smoltulu.tools.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.Profiler;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counts of sessions whose nodes are known, and the report on a GPU's events. */
class OperatorProfileTest {

    private static final int SIZE = 256;
    private static final String CPU = "CPUExecutionProvider";

    @TempDir
    Path folder;

    @Test
    void countsTheNodesOfEveryRunButASessionsFirst() {
        OperatorProfile profile;
        try (Profiler profiler = Profiler.start()) {
            run(4);
            run(1);
            profile = OperatorProfile.read(profiler.files());
        }
        assertEquals(2, profile.sessions());
        assertEquals(3 + 1, profile.runs());
        assertEquals(List.of("MatMul 12", "Neg 4"), counts(profile.operators()));
        assertEquals(
                List.of("blocks.* MatMul 8", "MatMul 4", "Neg 4"),
                counts(profile.nodes()).stream()
                        .sorted()
                        .sorted((a, b) -> b.length() - a.length())
                        .toList());
        assertTrue(profile.operators().stream().allMatch(time -> time.provider().equals(CPU) && time.micros() > 0));
        assertTrue(profile.nodeMicros() <= profile.runMicros());
        OperatorTime all = profile.providers().get(0);
        assertEquals(new OperatorTime("", "", CPU, 16, profile.nodeMicros()), all);
    }

    /** Two matrix multiplications in numbered blocks, one outside, and a cheap node. */
    private static void run(int times) {
        Graph graph = new Graph("products");
        Operators ops = new Operators(graph);
        Value input = graph.input("input", DataType.FLOAT, Shape.of(SIZE, SIZE));
        Value first = graph.scoped("blocks.0", () -> ops.matMul(input, input));
        Value second = graph.scoped("blocks.1", () -> ops.matMul(first, input));
        graph.output("output", ops.neg(ops.matMul(second, input)));
        try (ModelSession session =
                        new ModelSession(graph, SessionSettings.on(Device.CPU).withThreads(1));
                Tensor zeros = Tensor.zeros(DataType.FLOAT, SIZE, SIZE);
                Tensor output = Tensor.zeros(DataType.FLOAT, SIZE, SIZE)) {
            session.bindInput("input", zeros);
            session.bindOutput("output", output);
            for (int i = 0; i < times; i++) {
                session.run();
            }
        }
    }

    private static List<String> counts(List<OperatorTime> times) {
        return times.stream()
                .map(time -> (time.part() + " " + time.operator() + " " + time.calls()).strip())
                .toList();
    }

    @Test
    void pointsOutWhatLeavesTheGpu() throws IOException {
        OperatorProfile profile = OperatorProfile.read(List.of(events("""
                Node layers.0/MatMul 100 MatMul CUDAExecutionProvider
                Session model_run 400
                Node layers.0/MatMul 60 MatMul CUDAExecutionProvider
                Node layers.1/MatMul 40 MatMul CUDAExecutionProvider
                Node Memcpy 30 MemcpyToHost CUDAExecutionProvider
                Node head/Log 20 Log CPUExecutionProvider
                Session model_run 200
                """)));
        assertEquals(List.of("MatMul 2", "MemcpyToHost 1", "Log 1"), counts(profile.operators()));
        assertEquals(100, profile.operators().get(0).micros());
        String text = new ProfileReport(profile, true).text();
        assertTrue(text.matches("(?s).*MatMul +CUDA +2 +0\\.1 +66\\.7%.*"), text);
        assertTrue(text.contains("1 runs of 1 sessions took 0.2 ms, nodes 0.2 ms of them"), text);
        assertTrue(text.contains("copies between host and GPU: 1 a run, 0.0 ms"), text);
        assertTrue(text.contains("nodes on the CPU: 1 a run, 0.0 ms"), text);
        assertFalse(text.contains("CUDA_LAUNCH_BLOCKING"), text);
        assertTrue(new ProfileReport(profile, false).text().contains("set CUDA_LAUNCH_BLOCKING=1"));
        assertEquals(
                "{\"part\":\"layers.*\",\"operator\":\"MatMul\",\"provider\":\"CUDAExecutionProvider\",\"calls\":2,"
                        + "\"seconds\":1.0E-4,\"share\":0.6666666666666666}",
                new ProfileReport(profile, true)
                        .json()
                        .getAsJsonArray("parts")
                        .get(0)
                        .toString());
    }

    @Test
    void aFileThatIsCutOffIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("cut.json"), "[{\"cat\" : \"Node\", \"na");
        assertTrue(assertThrows(UserError.class, () -> OperatorProfile.read(List.of(file)))
                .getMessage()
                .startsWith(file + ": the profiler's events cannot be read ("));
        Path empty = Files.createFile(folder.resolve("empty.json"));
        assertEquals(0, OperatorProfile.read(List.of(empty)).sessions());
    }

    /** Lines of category, name, microseconds, operator and provider as ONNX Runtime writes them. */
    private Path events(String lines) throws IOException {
        String array = lines.lines()
                .map(line -> {
                    String[] words = line.split(" ");
                    return words.length == 3
                            ? "{\"cat\" : \"Session\",\"pid\" :1,\"dur\" :%s,\"ts\" :5,\"ph\" : \"X\",\"name\" :\"%s\",\"args\" : {}}"
                                    .formatted(words[2], words[1])
                            : ("{\"cat\" : \"Node\",\"pid\" :1,\"dur\" :%s,\"ts\" :5,\"ph\" : \"X\",\"name\" :\"%s_kernel_time\","
                                            + "\"args\" : {\"input_type_shape\" : [{\"float\":[2]}],\"provider\" : \"%s\",\"op_name\" : \"%s\"}}")
                                    .formatted(words[2], words[1], words[4], words[3]);
                })
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        return Files.writeString(folder.resolve("session.json"), array);
    }
}
