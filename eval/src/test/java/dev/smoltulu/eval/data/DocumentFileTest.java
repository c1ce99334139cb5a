package dev.smoltulu.eval.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFileTest {

    @TempDir
    Path folder;

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<String> texts(DocumentFile file) {
        return file.documents().stream().map(DocumentFile.Document::text).toList();
    }

    private static void assertRefused(Path file, String... parts) {
        UserError error = assertThrows(UserError.class, () -> DocumentFile.read(file));
        assertEquals(1, error.getMessage().lines().count());
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }

    @Test
    void aTextWithoutSeparatorsIsOneDocumentAsItStands() throws Exception {
        DocumentFile file = DocumentFile.read(file("a.txt", " one\n\ntwo <|endoftext|> \n"));
        assertEquals(List.of(" one\n\ntwo <|endoftext|> \n"), texts(file));
        assertEquals(0, file.blank());
    }

    @Test
    void separatorLinesPartDocuments() throws Exception {
        String content =
                "one\n\ntwo\n<|endoftext|>\n three\n<|endoftext|>\n<|endoftext|>\r\nfour\r\n" + "<|endoftext|>\nend\n";
        DocumentFile file = DocumentFile.read(file("a.txt", content));
        assertEquals(List.of("one\n\ntwo", " three", "four", "end"), texts(file));
        assertEquals(1, file.blank());
        assertEquals(3, file.documents().get(3).id());
    }

    @Test
    void aSeparatorAtEitherEndMakesNoDocument() throws Exception {
        assertEquals(List.of("one"), texts(DocumentFile.read(file("a.txt", "one\n<|endoftext|>\n"))));
        assertEquals(List.of("one"), texts(DocumentFile.read(file("b.txt", "one\n<|endoftext|>"))));
        DocumentFile leading = DocumentFile.read(file("c.txt", "<|endoftext|>\none"));
        assertEquals(List.of("one"), texts(leading));
    }

    @Test
    void rowsHaveTheirTextAndKeepTheRest() throws Exception {
        DocumentFile file = DocumentFile.read(file(
                "a.jsonl", "\uFEFF{\"text\": \"one\\ntwo\", \"id\": 7}\n\n{\"text\": \" \"}\n{\"text\": \"three\"}"));
        assertEquals(List.of("one\ntwo", "three"), texts(file));
        assertEquals(1, file.blank());
        assertEquals(7, file.documents().get(0).row().get("id").getAsInt());
    }

    @Test
    void everyMistakeNamesItsPlace() throws Exception {
        assertRefused(folder.resolve("none.txt"), "none.txt", "no such file");
        assertRefused(file("a.csv", "x"), "a.csv", ".txt or .jsonl");
        assertRefused(folder, ".txt or .jsonl");
        assertRefused(file("blank.txt", " \n<|endoftext|>\n"), "blank.txt", "no document");
        assertRefused(file("a.jsonl", "{\"text\": \"x\"}\n{\"text\": 3}\n"), "a.jsonl, line 2", "\"text\"");
        assertRefused(file("b.jsonl", "{\"text\": \"x\"}\n[1]\n"), "b.jsonl, line 2");
        assertRefused(file("c.jsonl", "{\"text\": \"x\""), "c.jsonl, line 1");
        Path latin = Files.write(folder.resolve("d.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(latin, "d.txt", "UTF-8");
    }
}
