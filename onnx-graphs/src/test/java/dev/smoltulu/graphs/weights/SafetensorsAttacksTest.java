package dev.smoltulu.graphs.weights;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.smoltulu.base.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a safetensors file can lie has its own message, naming the file and the tensor. */
class SafetensorsAttacksTest {

    private static final String GOOD = tensor("a", "F32", "[2]", "[0,8]");

    @TempDir
    private Path folder;

    @Test
    void theSoundFileIsAccepted() {
        try (SafetensorsFile file = open(SafetensorsBytes.of("{" + GOOD + "}", new byte[8]))) {
            assertEquals("[a]", file.names().toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void refusesHeader(String header, int dataBytes, String complaint) {
        byte[] bytes = SafetensorsBytes.of(header, new byte[dataBytes]);
        assertUserError(() -> open(bytes), "x.safetensors: ", complaint);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("[]", 0, "its header does not start with '{'"),
                Arguments.of(" {}", 0, "its header does not start with '{'"),
                Arguments.of("\ufeff{}", 0, "its header does not start with '{'"),
                Arguments.of("{\"a\":", 0, "malformed JSON: it ends too early"),
                Arguments.of("{\"a\" 1}", 0, "malformed JSON at line 1, column"),
                Arguments.of("{} {}", 0, "broken safetensors header, "),
                Arguments.of("{" + GOOD + "}x", 8, "malformed JSON at line 1"),
                Arguments.of("{" + GOOD + "," + GOOD + "}", 8, "key 'a' appears twice"),
                Arguments.of("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "__metadata__ key 'k' appears twice"),
                Arguments.of("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "key '__metadata__' appears twice"),
                Arguments.of("{\"__metadata__\":{\"k\":1}}", 0, "value of 'k' must be a string, found a number"),
                Arguments.of("{\"__metadata__\":[]}", 0, "__metadata__ must be an object, found a list"),
                Arguments.of("{\"a\":[]}", 0, "tensor 'a' must be an object, found a list"),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0, "tensor 'a' has key 'dtype' twice"),
                Arguments.of("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has no dtype"),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "tensor 'a' has no shape"),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "tensor 'a' has no data_offsets"),
                Arguments.of(one("F33", "[2]", "[0,8]"), 8, "tensor 'a' has unknown dtype 'F33'"),
                Arguments.of("{\"a\":{\"dtype\":32}}", 8, "tensor 'a' dtype must be a string, found a number"),
                Arguments.of(one("F32", "2", "[0,8]"), 8, "tensor 'a' shape must be a list, found a number"),
                Arguments.of(one("F32", "[\"2\"]", "[0,8]"), 8, "tensor 'a' shape must hold numbers, found a string"),
                Arguments.of(one("F32", "[-2]", "[0,8]"), 8, "shape must hold whole numbers of at least 0, found '-2'"),
                Arguments.of(one("F32", "[2.0]", "[0,8]"), 8, "of at least 0, found '2.0'"),
                Arguments.of(one("F32", "[99999999999999999999]", "[0,8]"), 8, "is beyond 2^63"),
                Arguments.of(one("F32", "[" + "1,".repeat(64) + "2]", "[0,8]"), 8, "shape has more than 64 numbers"),
                Arguments.of(one("F32", "[2]", "[0]"), 8, "data_offsets must be two numbers"),
                Arguments.of(one("F32", "[2]", "[0,4,8]"), 8, "data_offsets has more than 2 numbers"),
                Arguments.of(one("F32", "[2]", "[8,0]"), 8, "tensor 'a' ends at 0 before it begins at 8"),
                Arguments.of(one("F32", "[3]", "[0,8]"), 8, "takes 12 bytes but its data_offsets span 8"),
                Arguments.of(one("F32", "[4294967296,4294967296]", "[0,8]"), 8, "is more than 2^63 bytes"),
                Arguments.of(one("F64", "[2305843009213693951]", "[0,8]"), 8, "is more than 2^63 bytes"),
                Arguments.of(one("F32", "[2]", "[4,12]"), 12, "tensor 'a' begins at 4, leaving a hole after 0"),
                Arguments.of(
                        "{" + GOOD + "," + tensor("b", "F32", "[1]", "[12,16]") + "}",
                        16,
                        "tensor 'b' begins at 12, leaving a hole after 8"),
                Arguments.of(
                        "{" + GOOD + "," + tensor("b", "F32", "[1]", "[4,8]") + "}",
                        8,
                        "tensor 'b' begins at 4 and overlaps the tensor before it, which ends at 8"),
                Arguments.of("{" + GOOD + "," + tensor("b", "F32", "[2]", "[0,8]") + "}", 8, "overlaps"),
                Arguments.of("{" + GOOD + "}", 7, "tensor 'a' ends at byte 8 of the data but the file has only 7"),
                Arguments.of("{" + GOOD + "}", 9, "1 bytes after the last tensor's end at 8 belong to no tensor"),
                Arguments.of("{}", 5, "5 bytes after the last tensor's end at 0"));
    }

    @Test
    void refusesFilesWithoutAHeader() {
        assertUserError(() -> open(new byte[0]), "x.safetensors", "0 bytes are too few");
        assertUserError(() -> open(new byte[7]), "x.safetensors", "7 bytes are too few");
        assertUserError(() -> open(new byte[8]), "x.safetensors", "its header is empty");
        assertUserError(() -> open(length(100_000_001)), "claims a header of 100000001 bytes (limit 100000000)");
        assertUserError(() -> open(length(-1)), "claims a header of 18446744073709551615 bytes");
        assertUserError(() -> open(length(9)), "its header of 9 bytes goes beyond the file's 16", "truncated");
        assertUserError(() -> SafetensorsFile.open(folder.resolve("none")), "none: no such file");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] header = ("{" + GOOD + "}").getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xc0;
        assertUserError(() -> open(SafetensorsBytes.of(header, new byte[8])), "x.safetensors", "not UTF-8 text");
    }

    @Test
    void printsNoControlCharactersOfAName() {
        String header = "{" + tensor("a\\u001b[2J\\n", "F33", "[2]", "[0,8]") + "}";
        String message = assertUserError(() -> open(SafetensorsBytes.of(header, new byte[8])), "tensor 'a?[2J?'");
        assertTrue(message.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void deepNestingIsAnErrorNotAnOverflow() {
        String deep = "{\"a\":{\"x\":" + "[".repeat(200_000) + "}}";
        assertUserError(() -> open(SafetensorsBytes.of(deep)), "x.safetensors", "malformed JSON");
    }

    @Test
    void namesTheTensorOfAWrongRead() {
        try (SafetensorsFile file = open(SafetensorsBytes.of(one("I32", "[2]", "[0,8]"), new byte[8]))) {
            assertUserError(() -> file.readFloats("a", FloatBuffer.allocate(2)), "tensor 'a' is I32", "F32, F16 or");
            assertUserError(() -> file.info("b"), "x.safetensors: has no tensor 'b'");
        }
    }

    @Test
    void noticesAFileThatShrinks() throws Exception {
        try (SafetensorsFile file = open(SafetensorsBytes.of("{" + GOOD + "}", new byte[8]))) {
            try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - 4);
            }
            assertUserError(() -> file.readFloats("a", FloatBuffer.allocate(2)), "became shorter");
        }
    }

    @Test
    void bitFlipsAreReadOrRefusedInOneLine() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"}," + GOOD + ","
                + tensor("b.weight", "BF16", "[2,2]", "[8,16]") + "," + tensor("c", "I64", "[]", "[16,24]") + "}  ";
        byte[] sound = SafetensorsBytes.of(header, new byte[24]);
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] broken = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int bit = random.nextInt((broken.length - 24) * 8);
                broken[bit / 8] ^= (byte) (1 << bit % 8);
            }
            if (random.nextInt(8) == 0) {
                broken = Arrays.copyOf(broken, random.nextInt(broken.length));
            }
            refused += openOrRefuse(broken) ? 0 : 1;
        }
        assertTrue(refused > 2000, "only " + refused + " refused");
    }

    private boolean openOrRefuse(byte[] bytes) {
        try (SafetensorsFile file = open(bytes)) {
            for (String name : file.names()) {
                TensorInfo info = file.info(name);
                if (info.dtype().isWeight()) {
                    file.readFloats(name, FloatBuffer.allocate((int) info.elements()));
                }
            }
            return true;
        } catch (UserError e) {
            if (!e.getMessage().contains("x.safetensors") || e.getMessage().contains("\n")) {
                fail("a message that does not name the file in one line: " + e.getMessage());
            }
            return false;
        }
    }

    private SafetensorsFile open(byte[] bytes) {
        return SafetensorsFile.open(SafetensorsBytes.write(folder.resolve("x.safetensors"), bytes));
    }

    private static byte[] length(long claimed) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .array();
    }

    private static String one(String dtype, String shape, String offsets) {
        return "{" + tensor("a", dtype, shape, offsets) + "}";
    }

    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }
}
