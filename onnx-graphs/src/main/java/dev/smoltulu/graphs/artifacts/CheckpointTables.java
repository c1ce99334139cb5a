package dev.smoltulu.graphs.artifacts;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The checkpoint schema's tables, built from the leaves up; field numbers are the schema's order of declaration. */
final class CheckpointTables {

    /** Running mean of the gradient. */
    static final String FIRST_MOMENT = "momentum0";
    /** Running mean of the squared gradient. */
    static final String SECOND_MOMENT = "momentum1";
    /** The only parameter group of ONNX Runtime's optimizer. */
    private static final String GROUP = "group0";
    /** ONNX Runtime's own initial rate; it is written for completeness, a session sets its rate before each step. */
    private static final float INITIAL_LEARNING_RATE = 0.001f;

    private final FlatBufferBuilder builder;
    private final ParameterSource source;
    /** The file for values, or null when they stay inside the flatbuffer. */
    private final AtomicFile data;

    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    CheckpointTables(FlatBufferBuilder builder, ParameterSource source, AtomicFile data) {
        this.builder = builder;
        this.source = source;
        this.data = data;
    }

    /** The finished flatbuffer. */
    ByteBuffer checkpoint(
            List<ParameterSpec> trainable, List<ParameterSpec> frozen, Optional<OptimizerState> optimizer) {
        int groups = optimizer.map(state -> groups(trainable, state)).orElse(0);
        int trainableTensors = tensors(trainable);
        int frozenTensors = tensors(frozen);
        builder.startTable(4);
        builder.addOffset(0, trainableTensors, 0);
        builder.addOffset(1, frozenTensors, 0);
        builder.addBoolean(3, data != null, false);
        int moduleState = builder.endTable();
        builder.startTable(4);
        builder.addInt(0, CheckpointFile.VERSION, 0);
        builder.addOffset(1, moduleState, 0);
        builder.addOffset(2, groups, 0);
        builder.finish(builder.endTable(), CheckpointFile.IDENTIFIER);
        return builder.dataBuffer();
    }

    private int groups(List<ParameterSpec> trainable, OptimizerState state) {
        int[] states = trainable.stream()
                .mapToInt(parameter -> {
                    int first = inlineTensor(FIRST_MOMENT, parameter, state.firstMoments());
                    int second = inlineTensor(SECOND_MOMENT, parameter, state.secondMoments());
                    int moments = builder.createVectorOfTables(new int[] {first, second});
                    int name = builder.createString(parameter.name());
                    builder.startTable(2);
                    builder.addOffset(0, name, 0);
                    builder.addOffset(1, moments, 0);
                    return builder.endTable();
                })
                .toArray();
        int stateVector = builder.createVectorOfTables(states);
        int name = builder.createString(GROUP);
        builder.startTable(4);
        builder.addLong(1, state.step(), 0);
        builder.addOffset(0, name, 0);
        builder.addFloat(2, INITIAL_LEARNING_RATE, 0);
        builder.addOffset(3, stateVector, 0);
        return builder.createVectorOfTables(new int[] {builder.endTable()});
    }

    private int tensors(List<ParameterSpec> parameters) {
        int[] offsets = parameters.stream().mapToInt(this::parameter).toArray();
        return builder.createVectorOfTables(offsets);
    }

    private int parameter(ParameterSpec parameter) {
        return data != null && CheckpointFile.goesExternal(parameter)
                ? tensor(parameter.name(), parameter, 0, writeData(parameter))
                : inlineTensor(parameter.name(), parameter, source);
    }

    private int inlineTensor(String tensorName, ParameterSpec parameter, ParameterSource values) {
        return tensor(tensorName, parameter, inlineValues(parameter, values), -1);
    }

    private int tensor(String tensorName, ParameterSpec parameter, int values, long offset) {
        int dims = dims(parameter.dims());
        int name = builder.createString(tensorName);
        builder.startTable(7);
        builder.addLong(6, offset, -1);
        builder.addOffset(0, name, 0);
        builder.addOffset(2, dims, 0);
        builder.addInt(3, CheckpointFile.FLOAT, 0);
        builder.addOffset(4, values, 0);
        return builder.endTable();
    }

    private int dims(long[] dims) {
        builder.startVector(Long.BYTES, dims.length, Long.BYTES);
        for (int i = dims.length - 1; i >= 0; i--) {
            builder.addLong(dims[i]);
        }
        return builder.endVector();
    }

    private int inlineValues(ParameterSpec parameter, ParameterSource values) {
        int bytes = Math.toIntExact(parameter.elements() * Float.BYTES);
        ByteBuffer vector = builder.createUnintializedVector(1, bytes, Float.BYTES);
        values.read(parameter, vector.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        return builder.endVector();
    }

    private long writeData(ParameterSpec parameter) {
        long offset = data.position();
        int bytes = Math.toIntExact(parameter.elements() * Float.BYTES);
        if (scratch.capacity() < bytes) {
            scratch = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        scratch.clear().limit(bytes);
        source.read(parameter, scratch.asFloatBuffer());
        data.write(scratch);
        return offset;
    }
}
