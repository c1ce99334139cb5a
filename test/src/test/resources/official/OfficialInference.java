import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Runs exported decoders with the official Java API alone; run by its source file, with nothing but the official jar on
 * the class path. Arguments: token ids with commas, then files. Prints a line a file: the logits after the last token.
 */
final class OfficialInference {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    public static void main(String[] arguments) throws OrtException {
        long[] ids = Arrays.stream(arguments[0].split(",")).mapToLong(Long::parseLong).toArray();
        for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            try (OrtSession session = ENVIRONMENT.createSession(file);
                    OrtSession.Result result = session.run(inputs(session, ids))) {
                float[][][] logits = (float[][][]) result.get("logits").orElseThrow().getValue();
                float[] last = logits[0][ids.length - 1];
                System.out.println(IntStream.range(0, last.length).mapToObj(i -> Float.toString(last[i]))
                        .collect(Collectors.joining(" ")));
            }
        }
    }

    private static Map<String, OnnxTensor> inputs(OrtSession session, long[] ids) throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        inputs.put("input_ids", row(ids));
        inputs.put("attention_mask", row(ones));
        inputs.put("position_ids", row(LongStream.range(0, ids.length).toArray()));
        for (String name : session.getInputNames()) {
            if (name.startsWith("past_key_values.")) {
                inputs.put(name, empty((TensorInfo) session.getInputInfo().get(name).getInfo()));
            }
        }
        return inputs;
    }

    private static OnnxTensor row(long[] values) throws OrtException {
        return OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    /** [batch, heads, tokens, head size] of one row and no tokens. */
    private static OnnxTensor empty(TensorInfo info) throws OrtException {
        long[] shape = info.getShape();
        shape[0] = 1;
        shape[2] = 0;
        return info.type == OnnxJavaType.FLOAT16
                ? OnnxTensor.createTensor(ENVIRONMENT, ShortBuffer.allocate(0), shape, OnnxJavaType.FLOAT16)
                : OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.allocate(0), shape);
    }
}
