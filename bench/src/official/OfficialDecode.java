import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Decodes greedily with ONNX Runtime's official Java API alone; run by its source file with that jar on the class path.
 * Arguments: threads, new tokens, prompt's ids with commas. Each line of input is a file; the answer is a line with the
 * runtime's version, the seconds and the new ids. Sessions stay open.
 */
final class OfficialDecode {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private OfficialDecode() {
    }

    public static void main(String[] arguments) throws IOException, OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(Integer.parseInt(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        long[] prompt = Arrays.stream(arguments[2].split(",")).mapToLong(Long::parseLong).toArray();
        Map<String, OrtSession> sessions = new LinkedHashMap<>();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String file = commands.readLine(); file != null; file = commands.readLine()) {
            if (!sessions.containsKey(file)) {
                sessions.put(file, ENVIRONMENT.createSession(file, options));
            }
            long start = System.nanoTime();
            long[] ids = decode(sessions.get(file), prompt, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.println(ENVIRONMENT.getVersion() + " " + seconds + " "
                    + LongStream.of(ids).mapToObj(Long::toString).collect(Collectors.joining(",")));
        }
    }

    private static long[] decode(OrtSession session, long[] prompt, int count) throws OrtException {
        Map<String, OnnxTensor> inputs = emptyCache(session);
        long[] ids = new long[count];
        long[] feed = prompt;
        OrtSession.Result last = null;
        for (int step = 0, length = 0; step < count; step++) {
            length += feed.length;
            long[] mask = new long[length];
            Arrays.fill(mask, 1);
            try (OnnxTensor tokens = row(feed); OnnxTensor ones = row(mask);
                    OnnxTensor positions = row(LongStream.range(length - feed.length, length).toArray())) {
                inputs.put("input_ids", tokens);
                inputs.put("attention_mask", ones);
                inputs.put("position_ids", positions);
                OrtSession.Result result = session.run(inputs);
                FloatBuffer logits = ((OnnxTensor) result.get("logits").orElseThrow()).getFloatBuffer();
                ids[step] = best(logits, logits.capacity() / feed.length);
                for (String name : session.getInputNames()) {
                    if (name.startsWith("past_key_values")) {
                        inputs.put(name, (OnnxTensor) result.get(name.replace("past_key_values", "present"))
                                .orElseThrow());
                    }
                }
                if (last != null) {
                    last.close();
                }
                last = result;
            }
            feed = new long[] {ids[step]};
        }
        last.close();
        return ids;
    }

    /** Where the largest of the last {@code vocabulary} numbers stands. */
    private static int best(FloatBuffer logits, int vocabulary) {
        int first = logits.capacity() - vocabulary;
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            best = logits.get(first + i) > logits.get(first + best) ? i : best;
        }
        return best;
    }

    private static Map<String, OnnxTensor> emptyCache(OrtSession session) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (String name : session.getInputNames()) {
            if (name.startsWith("past_key_values")) {
                long[] shape = ((TensorInfo) session.getInputInfo().get(name).getInfo()).getShape();
                inputs.put(name, OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.allocate(0),
                        new long[] {1, shape[1], 0, shape[3]}));
            }
        }
        return inputs;
    }

    private static OnnxTensor row(long[] values) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), new long[] {1, values.length});
    }
}
