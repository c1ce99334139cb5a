import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains exported artifacts with the official Java API alone; run by its source file, with nothing but the official
 * jar on the class path. Arguments: artifacts folder, inputs file, learning rate, steps before saving, steps after
 * reloading. Prints {@code loss grad_norm} a micro-batch and {@code eval loss} before saving.
 */
final class OfficialTraining {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    public static void main(String[] arguments) throws OrtException, IOException {
        Path folder = Path.of(arguments[0]);
        float rate = Float.parseFloat(arguments[2]);
        if (!ENVIRONMENT.isTrainingEnabled()) {
            throw new IllegalStateException("the native library was built without training");
        }
        List<Map<String, OnnxTensor>> batches = read(Path.of(arguments[1]));
        Path saved = folder.resolve("saved");
        try (OrtTrainingSession session = open(folder, folder.resolve("checkpoint"))) {
            train(session, batches, rate, Integer.parseInt(arguments[3]));
            try (OrtSession.Result result = session.evalStep(ordered(batches.get(0), session.getEvalInputNames()))) {
                System.out.println("eval " + result.get(0).getValue());
            }
            session.saveCheckpoint(saved, true);
        }
        try (OrtTrainingSession session = open(folder, saved)) {
            train(session, batches, rate, Integer.parseInt(arguments[4]));
        }
    }

    private static OrtTrainingSession open(Path folder, Path checkpoint) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        return ENVIRONMENT.createTrainingSession(checkpoint.toString(),
                folder.resolve("training_model.onnx").toString(), folder.resolve("eval_model.onnx").toString(),
                folder.resolve("optimizer_model.onnx").toString(), options);
    }

    private static void train(OrtTrainingSession session, List<Map<String, OnnxTensor>> batches, float rate, int steps)
            throws OrtException {
        // A checkpoint does not hold the learning rate.
        session.setLearningRate(rate);
        for (int step = 0; step < steps; step++) {
            for (Map<String, OnnxTensor> batch : batches) {
                try (OrtSession.Result result = session.trainStep(ordered(batch, session.getTrainInputNames()))) {
                    System.out.println(result.get("loss").orElseThrow().getValue() + " "
                            + result.get("grad_norm").orElseThrow().getValue());
                }
            }
            session.optimizerStep();
            session.lazyResetGrad();
        }
    }

    /** The API passes values by position, in the map's own order. */
    private static Map<String, OnnxTensor> ordered(Map<String, OnnxTensor> batch, Iterable<String> names) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        names.forEach(name -> inputs.put(name, batch.get(name)));
        return inputs;
    }

    private static List<Map<String, OnnxTensor>> read(Path file) throws IOException, OrtException {
        List<Map<String, OnnxTensor>> batches = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            int count = in.readInt();
            for (int batch = 0; batch < count; batch++) {
                Map<String, OnnxTensor> inputs = new HashMap<>();
                int tensors = in.readInt();
                for (int i = 0; i < tensors; i++) {
                    inputs.put(in.readUTF(), tensor(in));
                }
                batches.add(inputs);
            }
        }
        return batches;
    }

    private static OnnxTensor tensor(DataInputStream in) throws IOException, OrtException {
        boolean integers = in.readBoolean();
        long[] shape = new long[in.readInt()];
        int elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
            elements *= (int) shape[i];
        }
        if (integers) {
            LongBuffer values = LongBuffer.allocate(elements);
            while (values.hasRemaining()) {
                values.put(in.readLong());
            }
            return OnnxTensor.createTensor(ENVIRONMENT, values.flip(), shape);
        }
        FloatBuffer values = FloatBuffer.allocate(elements);
        while (values.hasRemaining()) {
            values.put(in.readFloat());
        }
        return OnnxTensor.createTensor(ENVIRONMENT, values.flip(), shape);
    }
}
