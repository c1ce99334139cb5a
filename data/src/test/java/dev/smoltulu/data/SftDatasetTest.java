package dev.smoltulu.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tokenizer.TokenSequence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SftDatasetTest {

    /** Rows as written to Parquet. */
    public record Turn(String role, String content) {}

    public record ChatRow(String id, List<Turn> messages) {}

    public record IdsRow(List<Integer> input_ids, List<Long> labels) {}

    private static final String CHAT = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"},"
            + " {\"role\": \"assistant\", \"content\": \"Hello é😀\"}], \"source\": {\"x\": 1}}";

    private static TextTokenizer tokenizer;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        tokenizer = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"));
    }

    @AfterAll
    static void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    private static EncodingOptions options(int maxLength) {
        return new EncodingOptions(tokenizer, ChatTemplate.named("tulu", tokenizer), maxLength, true, 49152, 42);
    }

    private static EncodingOptions withoutTokenizer() {
        return new EncodingOptions(null, null, 8, true, 512, 42);
    }

    private static TokenDataset<TokenSequence> load(EncodingOptions options, DataSource... sources)
            throws InterruptedException {
        return TokenDataset.sequences(List.of(sources), options, TokenDataset.NO_PROGRESS, TokenDataset.NEVER);
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private static String trained(TokenSequence row) {
        return tokenizer.decode(
                IntStream.of(row.labels())
                        .filter(id -> id != TokenSequence.IGNORED)
                        .toArray(),
                false);
    }

    @Test
    void everyKindOfRow() throws Exception {
        Path file = file(
                "rows.jsonl",
                "\uFEFF" + CHAT,
                "",
                "{\"prompt\": \"2+2=\", \"completion\": \"4\"}",
                "{\"text\": \"The capital\"}",
                "{\"input_ids\": [5, 6, 7], \"labels\": [-100, -100, 7]}",
                "{\"input_ids\": [5, 6, 7]}",
                "{\"prompt\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\":"
                        + " \"assistant\", \"content\": \"b\"}], \"completion\": [{\"role\": \"assistant\","
                        + " \"content\": \"c\"}]}",
                "");
        TokenDataset<TokenSequence> data = load(options(64), DataSource.whole(file));
        assertEquals(6, data.size());
        assertEquals("Hello é😀<|endoftext|>", trained(data.get(0)));
        assertEquals("4<|endoftext|>", trained(data.get(1)));
        assertArrayEquals(new int[] {504, 3575, 0}, data.get(2).labels());
        assertArrayEquals(new int[] {-100, -100, 7}, data.get(3).labels());
        assertArrayEquals(new int[] {5, 6, 7}, data.get(4).labels());
        assertEquals("c<|endoftext|>", trained(data.get(5)));
        assertEquals(file + ", line 3", data.origin(1));
        long trained =
                IntStream.range(0, 6).map(i -> data.get(i).trainedTokens()).sum();
        assertEquals(trained, data.report().trainedTokens());
        assertEquals(
                IntStream.range(0, 6).map(data::length).max().orElseThrow(),
                data.report().longest());
    }

    @Test
    void jsonArraysObjectsAndFolders() throws Exception {
        Path array = file("a.json", "[" + CHAT + ", " + CHAT + "]");
        Path object = file("b.json", "{\"version\": [1], \"data\": [" + CHAT + "], \"n\": 2}");
        file("c.txt", "not rows");
        assertEquals(2, load(options(64), DataSource.whole(array)).size());
        assertEquals(1, load(options(64), DataSource.whole(object)).size());
        TokenDataset<TokenSequence> both = load(options(64), DataSource.whole(folder));
        assertEquals(
                List.of(array + ", row 1", array + ", row 2", object + ", row 1"),
                List.of(both.origin(0), both.origin(1), both.origin(2)));
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void parquetRows(CompressionCodecName codec) throws Exception {
        Path file = folder.resolve("rows.parquet");
        try (CarpetWriter<ChatRow> writer = new CarpetWriter.Builder<>(
                        new FileSystemOutputFile(file.toFile()), ChatRow.class)
                .withCompressionCodec(codec)
                .build()) {
            for (int i = 0; i < 100; i++) {
                writer.write(new ChatRow(
                        "id" + i, List.of(new Turn("user", "Hi " + i), new Turn("assistant", "Hello é😀 " + i))));
            }
        }
        Path ids = folder.resolve("ids.parquet");
        try (CarpetWriter<IdsRow> writer = new CarpetWriter.Builder<>(
                        new FileSystemOutputFile(ids.toFile()), IdsRow.class)
                .withCompressionCodec(codec)
                .build()) {
            writer.write(new IdsRow(List.of(5, 6, 7), List.of(-100L, -100L, 7L)));
        }
        TokenDataset<TokenSequence> data = load(
                options(64),
                DataSource.whole(file),
                DataSource.whole(ids),
                new DataSource(file, OptionalDouble.of(0.25), OptionalInt.empty()));
        assertEquals(126, data.size());
        assertEquals("Hello é😀 99<|endoftext|>", trained(data.get(99)));
        assertEquals(file + ", row 100", data.origin(99));
        assertArrayEquals(new int[] {-100, -100, 7}, data.get(100).labels());
        Files.write(file, new byte[] {'P', 'A', 'R', '1', 0, 0});
        assertRefused("not a readable Parquet file", file);
    }

    @Test
    void mixingByWeightAndRows() throws Exception {
        Path file = folder.resolve("ids.jsonl");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        IntStream.range(0, 100)
                                .mapToObj(i -> "{\"input_ids\": [1, " + i + "]}")
                                .toList()));
        assertEquals(50, seconds(file, 0.5, 0, 42).size());
        assertEquals(50, seconds(file, 0.5, 0, 42).stream().distinct().count());
        assertEquals(seconds(file, 0.5, 0, 42), seconds(file, 0.5, 0, 42));
        assertNotEquals(seconds(file, 0.5, 0, 42), seconds(file, 0.5, 0, 43));
        assertEquals(seconds(file, 0.5, 0, 42).stream().sorted().toList(), seconds(file, 0.5, 0, 42));
        List<Integer> more = seconds(file, 2.3, 0, 42);
        assertEquals(230, more.size());
        for (int i = 0; i < 100; i++) {
            int id = i;
            long times = more.stream().filter(other -> other == id).count();
            assertTrue(times == 2 || times == 3, id + " comes " + times + " times");
        }
        assertEquals(7, seconds(file, 0, 7, 42).size());
        assertEquals(107, seconds(file, 0, 107, 42).size());
    }

    private static List<Integer> seconds(Path file, double weight, int rows, long seed) throws InterruptedException {
        TokenDataset<TokenSequence> data = load(
                new EncodingOptions(null, null, 8, true, 512, seed),
                new DataSource(
                        file,
                        weight > 0 ? OptionalDouble.of(weight) : OptionalDouble.empty(),
                        rows > 0 ? OptionalInt.of(rows) : OptionalInt.empty()));
        List<Integer> seconds = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            seconds.add(data.get(i).inputIds()[1]);
        }
        return seconds;
    }

    @Test
    void rowsThatTrainNothingAreCountedAndNamed() throws Exception {
        Path file = file(
                "rows.jsonl",
                CHAT,
                "{\"messages\": [{\"role\": \"user\", \"content\": \"only me\"}]}",
                "{\"input_ids\": [5], \"labels\": [5]}",
                "{\"input_ids\": []}",
                "{\"input_ids\": [5, 6, 7], \"labels\": [5, -100, -100]}");
        DataReport report = load(options(64), DataSource.whole(file)).report();
        assertEquals(5, report.rowsRead());
        assertEquals(1, report.rowsUsed());
        assertEquals(4, report.rowsUntrained());
        assertEquals(List.of(file + ", line 2", file + ", line 3", file + ", line 4"), report.untrained());
        assertTrue(report.summary().contains("4 left out"), report.summary());
        // Cut before the answer: counted as untrained, and an error where no row is left.
        UserError none =
                assertThrows(UserError.class, () -> load(options(3), DataSource.whole(file("one.jsonl", CHAT))));
        assertTrue(none.getMessage().contains("none of the 1 rows trains a token (max_length 3"), none.getMessage());
    }

    @Test
    void truncationKeepsTheHead() throws Exception {
        Path file = file("rows.jsonl", CHAT);
        TokenSequence whole = load(options(64), DataSource.whole(file)).get(0);
        TokenDataset<TokenSequence> cut = load(options(whole.length() - 1), DataSource.whole(file));
        assertEquals(1, cut.report().rowsTruncated());
        assertEquals("Hello é😀", trained(cut.get(0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{\"messages\": [ # , line 2: malformed JSON (it ends in the middle of a value)",
                "{\"text\": \"a\"} {} # , line 2: malformed JSON",
                "{text: 'a'} # , line 2: malformed JSON",
                "[1] # , line 2: a row must be a JSON object, not [1]",
                "{} # , line 2: a row needs messages",
                "{\"conversations\": []} # it has conversations",
                "{\"text\": 5} # text must be a string, not 5",
                "{\"prompt\": \"a\"} # completion is missing",
                "{\"messages\": \"a\"} # messages must be a list",
                "{\"messages\": []} # messages is empty",
                "{\"messages\": [5]} # messages[0] must be an object",
                "{\"messages\": [{\"from\": \"human\", \"value\": \"x\"}]} # messages[0] has no role; it has from, value",
                "{\"messages\": [{\"role\": \"user\", \"content\": null}]} # messages[0] has no content",
                "{\"messages\": [{\"role\": \"bot\", \"content\": \"\"}]} # messages[0].role \"bot\" is not one of",
                "{\"messages\": [{\"role\": \"tool\", \"content\": \"\"}]} # , line 2: chat_template \"tulu\" has no role",
                "{\"chosen\": \"a\", \"rejected\": \"b\", \"prompt\": \"c\"} # this is a preference row",
                "{\"input_ids\": [1, 49152]} # input_ids[1] is 49152; the model's token ids go from 0 to 49151",
                "{\"input_ids\": [1, -1]} # input_ids[1] is -1",
                "{\"input_ids\": [1.5]} # must be a whole number",
                "{\"input_ids\": 5} # input_ids must be a list",
                "{\"input_ids\": [1], \"labels\": [-5]} # labels[0] is -5",
                "{\"input_ids\": [1, 2], \"labels\": [1]} # labels has 1 values but input_ids has 2"
            })
    void brokenRowsAreNamedInOneLine(String row, String message) throws IOException {
        assertRefused(message, file("rows.jsonl", CHAT, row));
    }

    @Test
    void brokenFilesAreNamedInOneLine() throws IOException {
        assertRefused("no such file", folder.resolve("none.jsonl"));
        assertRefused("no .jsonl, .json or .parquet file", folder);
        assertRefused("rows are read from", file("rows.txt", CHAT));
        assertRefused("no rows in it", file("empty.jsonl", "", ""));
        assertRefused("no rows in it", file("empty.json", "[]"));
        assertRefused("must be an array of rows or an object with \"data\"", file("one.json", CHAT));
        assertRefused(", row 2: malformed JSON", file("torn.json", "[" + CHAT + ", {\"text\": \"a"));
        assertRefused(", row 2: malformed JSON", file("more.json", "[" + CHAT + "] x"));
        assertRefused("malformed JSON", file("nothing.json", ""));
        Path latin = folder.resolve("latin.jsonl");
        Files.write(latin, "{\"text\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(", line 1: not UTF-8", latin);
        assertRefused("not a readable Parquet file", file("x.parquet", "PAR1 this is none"));
    }

    private void assertRefused(String part, Path file) {
        UserError error = assertThrows(UserError.class, () -> load(options(64), DataSource.whole(file)));
        assertTrue(error.getMessage().contains(part), error.getMessage());
        assertTrue(error.getMessage().startsWith(file.toString()), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
        assertEquals(1, error.exitCode());
    }

    @Test
    void idsNeedNoTokenizer() throws Exception {
        TokenDataset<TokenSequence> data = load(
                withoutTokenizer(),
                DataSource.whole(file("ids.jsonl", "{\"input_ids\": [1, 2, 3], \"labels\": [1, 9, 3]}")));
        assertArrayEquals(new int[] {1, 9, 3}, data.get(0).labels());
        UserError error = assertThrows(
                UserError.class,
                () -> load(withoutTokenizer(), DataSource.whole(file("text.jsonl", "{\"text\": \"a\"}"))));
        assertTrue(error.getMessage().contains("text needs a tokenizer"), error.getMessage());
        // Ids beyond 65535 are kept as they are.
        int[] ids = {70_000, 3, 100_000};
        TokenSequence wide = new TokenSequence(ids, new int[] {-100, 3, -100});
        assertEquals(wide, PackedSequence.pack(wide).unpack());
    }

    @Test
    void theTokenizerMustFitTheModel() throws IOException {
        Path file = file("rows.jsonl", CHAT);
        UserError error = assertThrows(
                UserError.class,
                () -> load(
                        new EncodingOptions(tokenizer, ChatTemplate.chatml(), 64, true, 512, 1),
                        DataSource.whole(file)));
        assertTrue(error.getMessage().contains("the model has only 512"), error.getMessage());
    }

    @Test
    void theHashFollowsTheExamples() throws Exception {
        Path file = file("rows.jsonl", CHAT, "{\"input_ids\": [1, 2]}");
        String hash = load(options(64), DataSource.whole(file)).contentHash();
        assertEquals(64, hash.length());
        assertEquals(hash, load(options(63), DataSource.whole(file)).contentHash());
        assertNotEquals(hash, load(options(8), DataSource.whole(file)).contentHash());
        assertNotEquals(
                hash,
                load(
                                options(64),
                                DataSource.whole(
                                        file("b.jsonl", CHAT, "{\"input_ids\": [1, 2]," + " \"labels\": [-100, 2]}")))
                        .contentHash());
    }

    @Test
    void realRowsLoadAndStop() throws Exception {
        DataSource real = DataSource.whole(SharedFolder.resolve("data/sft/multi-turn-demo.jsonl"));
        AtomicLong seen = new AtomicLong();
        TokenDataset<TokenSequence> data =
                TokenDataset.sequences(List.of(real), options(1024), seen::set, TokenDataset.NEVER);
        assertEquals(466, data.report().rowsRead());
        assertEquals(466, seen.get());
        for (int i = 0; i < data.size(); i++) {
            TokenSequence row = data.get(i);
            assertTrue(row.length() == 1024 || row.labels()[row.length() - 1] == 0, data.origin(i));
        }
        assertThrows(
                InterruptedException.class,
                () -> TokenDataset.sequences(List.of(real), options(1024), TokenDataset.NO_PROGRESS, () -> true));
        assertRefused("this is a preference row", SharedFolder.resolve("data/preference/polite.jsonl"));
    }

    @Test
    void theViewMarksTrainedTokens() throws Exception {
        TokenDataset<TokenSequence> data = load(
                options(64),
                DataSource.whole(file(
                        "rows.jsonl",
                        CHAT,
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"\\u001b[31mtab\\t\"},"
                                + " {\"role\": \"assistant\", \"content\": \"x \"}]}")));
        String plain = shown(data, false);
        assertTrue(plain.contains("<|user|>⏎\nHi⏎\n<|assistant|>⏎\n【Hello é😀<|endoftext|>】"), plain);
        assertTrue(plain.contains("␛[31mtab→"), plain);
        assertFalse(plain.contains("\u001b"), plain);
        assertTrue(
                plain.contains(
                        "line 1 · " + data.length(0) + " tokens, " + data.get(0).trainedTokens() + " trained"),
                plain);
        assertTrue(plain.contains(data.report().summary()), plain);
        assertTrue(shown(data, true).contains("\u001b[32mHello é😀<|endoftext|>\u001b[0m"));
    }

    private static String shown(TokenDataset<TokenSequence> data, boolean colour) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataView(data, tokenizer).show(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour, 2);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
