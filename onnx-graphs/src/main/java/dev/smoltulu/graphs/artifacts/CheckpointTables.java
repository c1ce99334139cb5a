package dev.smoltulu.graphs.artifacts;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.smoltulu.graphs.files.AtomicFile;
import dev.smoltulu.graphs.llama.ParameterSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The checkpoint schema's tables, built from the leaves up; field numbers are the schema's order of declaration. */
final class CheckpointTables {

    private final FlatBufferBuilder builder;
    private final ParameterSource source;
    /** Where values go, or null when they stay inside the flatbuffer. */
    private final AtomicFile data;
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    CheckpointTables(FlatBufferBuilder builder, ParameterSource source, AtomicFile data) {
        this.builder = builder;
        this.source = source;
        this.data = data;
    }

    /** The finished flatbuffer. */
    ByteBuffer checkpoint(List<ParameterSpec> trainable, List<ParameterSpec> frozen) {
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
        builder.finish(builder.endTable(), CheckpointFile.IDENTIFIER);
        return builder.dataBuffer();
    }

    private int tensors(List<ParameterSpec> parameters) {
        int[] offsets = parameters.stream().mapToInt(this::tensor).toArray();
        return builder.createVectorOfTables(offsets);
    }

    private int tensor(ParameterSpec parameter) {
        boolean external = data != null && CheckpointFile.goesExternal(parameter);
        long offset = external ? writeData(parameter) : -1;
        int values = external ? 0 : inlineValues(parameter);
        int dims = dims(parameter.dims());
        int name = builder.createString(parameter.name());
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

    private int inlineValues(ParameterSpec parameter) {
        int bytes = Math.toIntExact(parameter.elements() * Float.BYTES);
        ByteBuffer vector = builder.createUnintializedVector(1, bytes, Float.BYTES);
        source.read(parameter, vector.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
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
