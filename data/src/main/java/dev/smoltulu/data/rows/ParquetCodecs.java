package dev.smoltulu.data.rows;

import dev.smoltulu.base.UserError;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Decompresses Parquet pages in pure Java (parquet-java's own factory needs Hadoop classes and native libraries). */
final class ParquetCodecs implements CompressionCodecFactory {

    @FunctionalInterface
    private interface Codec {
        byte[] decompress(byte[] compressed, int size) throws IOException;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> new Pages((compressed, size) -> compressed);
            case SNAPPY -> new Pages(airlift(new SnappyDecompressor()));
            case ZSTD -> new Pages(airlift(new ZstdDecompressor()));
            case LZ4_RAW -> new Pages(airlift(new Lz4Decompressor()));
            case GZIP -> new Pages(ParquetCodecs::gunzip);
            case LZO, BROTLI, LZ4 ->
                throw UserError.failed("a Parquet file compressed with " + name
                        + " cannot be read; write it with zstd, snappy, gzip or without compression");
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("rows are only read");
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    private static Codec airlift(Decompressor decompressor) {
        return (compressed, size) -> {
            byte[] plain = new byte[size];
            int written = decompressor.decompress(compressed, 0, compressed.length, plain, 0, size);
            if (written != size) {
                throw new IOException("a page has " + written + " bytes instead of " + size);
            }
            return plain;
        };
    }

    private static byte[] gunzip(byte[] compressed, int size) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] plain = in.readNBytes(size);
            if (plain.length != size) {
                throw new IOException("a page has " + plain.length + " bytes instead of " + size);
            }
            return plain;
        }
    }

    private record Pages(Codec codec) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            return BytesInput.from(codec.decompress(bytes.toByteArray(), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            byte[] compressed = new byte[compressedSize];
            input.get(compressed);
            output.put(Arrays.copyOf(codec.decompress(compressed, decompressedSize), decompressedSize));
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}
