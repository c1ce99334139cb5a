package dev.smoltulu.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.jinja.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BpeTokenizerFilesTest {

    private static final List<String> TEXTS = List.of(
            "The river runs past the mill, and the miller's children run beside it.",
            "Past the mill the river is 12 metres wide; beside the mill it is 8.",
            "<|im_start|>user\nWhere does the river run?<|im_end|>\nThe river runs past the mill, déjà vu.");

    @TempDir
    private Path folder;

    private BpeModel write(int size) {
        BpeModel model = BpeTrainer.train(TEXTS, size);
        BpeTokenizerFiles.write(model, folder, 256);
        return model;
    }

    private HuggingFaceTokenizer open() throws IOException {
        return HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"), Map.of());
    }

    @Test
    void everyTextComesBackThroughTheHuggingFaceTokenizer() throws IOException {
        write(400);
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "\n\n \t",
                "0123456789",
                "naïve 東京 🙂👩‍👩‍👧 \u0000\u007f",
                "  multiple   spaces  ",
                "x²½",
                "\u00ad\u00a0\uffff"));
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            texts.add(random.ints(1 + random.nextInt(30), 0, 0x110000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .limit(20)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
        try (HuggingFaceTokenizer tokenizer = open()) {
            for (String text : texts) {
                long[] ids = tokenizer.encode(text, false, false).getIds();
                assertEquals(text, tokenizer.decode(ids, false));
            }
        }
    }

    @Test
    void theHuggingFaceTokenizerAppliesTheMergesAsTheyWereLearned() throws IOException {
        BpeModel model = write(400);
        try (HuggingFaceTokenizer tokenizer = open()) {
            for (String text : TEXTS) {
                List<String> expected = new ArrayList<>();
                for (String part : text.split("(?=<\\|)|(?<=\\|>)")) {
                    if (BpeModel.SPECIAL_TOKENS.contains(part)) {
                        expected.add(part);
                        continue;
                    }
                    PreTokenizer.split(part, piece -> expected.addAll(merged(model, piece)));
                }
                long[] ids = tokenizer.encode(text, false, false).getIds();
                assertEquals(
                        expected,
                        Arrays.stream(ids)
                                .mapToObj(id -> model.tokens().get((int) id))
                                .toList());
            }
        }
    }

    private static List<String> merged(BpeModel model, String piece) {
        List<String> symbols = new ArrayList<>();
        ByteSymbols.encode(piece).chars().forEach(c -> symbols.add(Character.toString(c)));
        for (BpeModel.Merge merge : model.merges()) {
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (symbols.get(i).equals(merge.left()) && symbols.get(i + 1).equals(merge.right())) {
                    symbols.set(i, merge.merged());
                    symbols.remove(i + 1);
                }
            }
        }
        return symbols;
    }

    @Test
    void mergesShortenTextsAndSpecialTokensAreOneToken() throws IOException {
        BpeModel model = write(400);
        String text = TEXTS.get(0);
        try (HuggingFaceTokenizer tokenizer = open()) {
            assertTrue(tokenizer.encode(text, false, false).getIds().length < text.length() / 2);
            assertArrayEquals(
                    new long[] {1, model.id("a"), 2, 0},
                    tokenizer
                            .encode("<|im_start|>a<|im_end|><|endoftext|>", true, false)
                            .getIds());
            assertEquals("a", tokenizer.decode(new long[] {1, model.id("a"), 2, 0}, true));
        }
    }

    @Test
    void sameTextsGiveTheSameBytesAndNothingElseIsLeftBehind(@TempDir Path other) throws IOException {
        BpeTokenizerFiles.write(BpeTrainer.train(TEXTS, 300), folder, 256);
        BpeTokenizerFiles.write(BpeTrainer.train(TEXTS, 300), other, 256);
        List<String> names = List.of("special_tokens_map.json", "tokenizer.json", "tokenizer_config.json");
        for (String name : names) {
            assertEquals(-1, Files.mismatch(folder.resolve(name), other.resolve(name)), name);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    names,
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void configNamesTheTurnTokensAndTheTemplate() throws IOException {
        write(300);
        JsonObject config = JsonParser.parseString(Files.readString(folder.resolve("tokenizer_config.json")))
                .getAsJsonObject();
        assertEquals("<|im_end|>", config.get("eos_token").getAsString());
        assertEquals("<|im_start|>", config.get("bos_token").getAsString());
        assertEquals(256, config.get("model_max_length").getAsInt());
        assertEquals(
                "<|im_end|>",
                config.getAsJsonObject("added_tokens_decoder")
                        .getAsJsonObject("2")
                        .get("content")
                        .getAsString());
        String template = config.get("chat_template").getAsString();
        Map<String, Object> values = Map.of(
                "add_generation_prompt",
                true,
                "messages",
                List.of(Map.of("role", "user", "content", "Hi"), Map.of("role", "assistant", "content", "Yes")));
        assertEquals(
                "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n<|im_start|>assistant\n",
                Template.chat(template).render(values));
    }

    @Test
    void aFolderThatCannotBeMadeIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        BpeModel model = BpeTrainer.train(TEXTS, 300);
        UserError error = assertThrows(UserError.class, () -> BpeTokenizerFiles.write(model, file.resolve("in"), 8));
        assertEquals(1, error.exitCode());
        assertTrue(error.getMessage().startsWith("cannot write " + file.resolve("in")), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }
}
