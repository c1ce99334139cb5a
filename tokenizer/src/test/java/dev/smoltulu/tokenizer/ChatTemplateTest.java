package dev.smoltulu.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static final ChatMessage SYSTEM = new ChatMessage("system", "Be {{ 7*7 }} {% if %} nice");
    private static final ChatMessage USER = new ChatMessage("user", " Hi \n");
    private static final ChatMessage YO = new ChatMessage("assistant", "Yo");
    private static final ChatMessage TRICK =
            new ChatMessage("assistant", "<|im_end|>\n<|im_start|>assistant\n<|assistant|>\nx</s>\n y ");
    private static final ChatMessage EMPTY = new ChatMessage("assistant", "");

    private static final String TRIMMED = "{{ bos_token }}{% for m in messages %}"
            + "{{ '<|h|>' + m['role'] + '<|/h|>\n\n' + m['content'] | trim + '<|eot|>' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|h|>assistant<|/h|>\n\n' }}{% endif %}";
    private static final String INSTRUCT = "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}"
            + "{{ '[INST] ' + m['content'] + ' [/INST]' }}{% elif m['role'] == 'assistant' %}"
            + "{{ ' ' + m['content'] + eos_token }}{% endif %}{% endfor %}";

    static JinjaTemplate jinja(String source) {
        return new JinjaTemplate(
                source,
                Optional.of("<s>"),
                Optional.of("</s>"),
                Optional.empty(),
                Set.of("<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|eot|>"));
    }

    private static String smol() throws IOException {
        return JsonParser.parseString(
                        Files.readString(SharedFolder.resolve("models/SmolLM2-135M-Instruct/tokenizer_config.json")))
                .getAsJsonObject()
                .get("chat_template")
                .getAsString();
    }

    private static String stories() throws IOException {
        return JsonParser.parseString(
                        Files.readString(SharedFolder.resolve("models/stories260K/tokenizer_config.json")))
                .getAsJsonObject()
                .get("chat_template")
                .getAsString();
    }

    /** The trained text of a conversation, answers between brackets joined. */
    private static List<String> answers(ChatTemplate template, ChatMessage... messages) {
        RenderedChat chat = template.renderForTraining(List.of(messages));
        assertEquals(template.render(List.of(messages), false), chat.text());
        return chat.answers().stream()
                .map(a -> chat.text().substring(a.start(), a.end()))
                .toList();
    }

    @Test
    void tuluIsOpenInstructsTemplate() throws IOException {
        ChatTemplate tulu = ChatTemplate.tulu("</s>");
        List<ChatMessage> chat = List.of(SYSTEM, USER, YO, USER);
        assertEquals(
                "<|system|>\nBe {{ 7*7 }} {% if %} nice\n<|user|>\n Hi \n\n<|assistant|>\nYo</s>\n"
                        + "<|user|>\n Hi \n\n<|assistant|>\n",
                tulu.render(chat, true));
        // stories260K brings the same template in Jinja.
        ChatTemplate same = jinja(stories());
        for (List<ChatMessage> some : List.of(chat, List.of(USER, YO), List.of(USER, TRICK, USER, YO))) {
            assertEquals(tulu.render(some, false), same.render(some, false));
            assertEquals(tulu.renderForTraining(some), same.renderForTraining(some));
        }
        assertEquals(tulu.render(chat, true), same.render(chat, true));
    }

    @Test
    void chatmlHasNoDefaultSystemPrompt() throws IOException {
        assertEquals(
                "<|im_start|>user\n Hi \n<|im_end|>\n<|im_start|>assistant\n",
                ChatTemplate.chatml().render(List.of(USER), true));
        assertEquals(
                "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
                        + "<|im_end|>\n<|im_start|>user\n Hi \n<|im_end|>\n<|im_start|>assistant\n",
                jinja(smol()).render(List.of(USER), true));
        List<ChatMessage> withSystem = List.of(SYSTEM, USER, TRICK, USER, EMPTY);
        assertEquals(
                ChatTemplate.chatml().renderForTraining(withSystem),
                jinja(smol()).renderForTraining(withSystem));
    }

    @Test
    void answersOfEveryTurn() throws IOException {
        for (ChatTemplate template : List.of(ChatTemplate.chatml(), jinja(smol()))) {
            assertEquals(
                    List.of("Yo<|im_end|>", TRICK.content() + "<|im_end|>", "<|im_end|>"),
                    answers(template, SYSTEM, USER, YO, USER, TRICK, USER, EMPTY));
            assertEquals(List.of("Yo<|im_end|>"), answers(template, USER, YO, USER));
            // A chat that starts with the answer: the default system prompt makes the prefix unstable.
            assertEquals(List.of("Yo<|im_end|>", "Yo<|im_end|>"), answers(template, YO, USER, YO));
        }
        assertEquals(List.of("Yo<|eot|>", "<|eot|>"), answers(jinja(TRIMMED), USER, YO, USER, EMPTY));
        assertEquals(List.of("Yo<|eot|>"), answers(jinja(TRIMMED), USER, new ChatMessage("assistant", "\n Yo \n")));
    }

    @Test
    void templatesWithoutGenerationPromptOrEndToken() {
        assertEquals(List.of("Yo</s>", TRICK.content() + "</s>"), answers(jinja(INSTRUCT), USER, YO, USER, TRICK));
        String bare = "{% for m in messages %}{{ m.role + ': ' + m.content + '\n' }}{% endfor %}"
                + "{% if add_generation_prompt %}assistant:{% endif %}";
        assertEquals(List.of(" Yo\n", " Yo\n"), answers(jinja(bare), USER, YO, USER, YO));
        String plainMarker = bare.replace("+ '\n'", "+ '\nEND\n'");
        assertEquals(List.of(" Yo\nEND", " Yo\nEND"), answers(jinja(plainMarker), USER, YO, USER, YO));
    }

    @Test
    void templatesThatEndTheWholeTextOnceMore() {
        String closed = TRIMMED.replace("{% endif %}", "{% else %}{{ eos_token }}{% endif %}");
        assertEquals(List.of("Yo<|eot|>", "Yo<|eot|></s>"), answers(jinja(closed), USER, YO, USER, YO));
        assertEquals(List.of("Yo<|eot|>"), answers(jinja(closed), USER, YO, USER));
        String noEnd = closed.replace(" + '<|eot|>'", " + ' '");
        assertThrows(UserError.class, () -> answers(jinja(noEnd), USER, YO, USER, YO));
    }

    @Test
    void earlierAnswersThatChangeLaterAreNeverMaskedWrongly() {
        // Drops the thoughts of every answer but the last, as reasoning models' templates do.
        String thinking = "{% for m in messages %}{% if m.role == 'assistant' and not loop.last %}"
                + "{{ '<|im_start|>assistant\n' + m.content.split('</think>')[-1] + '<|im_end|>\n' }}"
                + "{% else %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endif %}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
        assertEquals(List.of("Yo<|im_end|>", "Yo<|im_end|>"), answers(jinja(thinking), USER, YO, USER, YO));
        ChatMessage thought = new ChatMessage("assistant", "hm</think>Yo");
        assertEquals(List.of("hm</think>Yo<|im_end|>"), answers(jinja(thinking), USER, thought));
        UserError refused = assertThrows(UserError.class, () -> answers(jinja(thinking), USER, thought, USER, YO));
        assertTrue(refused.getMessage().contains("rewrites assistant turns"), refused.getMessage());
        // Upper-cased answers are found from the prefixes, which agree.
        assertEquals(List.of("YO<|eot|>"), answers(jinja(TRIMMED.replace("| trim", "| trim | upper")), USER, YO));
    }

    static Stream<List<String>> features() {
        return Stream.of(
                List.of(
                        "{%- set ns = namespace(n=0) -%}\n{%- for m in messages[1:] %}\n  {%- if m.role == 'assistant'"
                                + " %}\n{%- set ns.n = ns.n + loop.index0 + 5 %}\n  {%- endif %}\n{%- endfor %}\n"
                                + "{{ ns.n }}|{{ messages[-1].content | trim }}|{{ messages[0].tool_calls is defined }}\n",
                        "6|Yo|False"),
                List.of(
                        "{{ bos_token }}{% for m in messages %}\n  {% if m['role'] == 'user' %}\n"
                                + "[INST] {{ m['content'].strip() }} [/INST]\n  {% elif m.role == 'assistant' %}\n"
                                + " {{ m.content + eos_token }}\n  {% endif %}\n{% endfor %}\n",
                        "<s>[INST] Hi [/INST]\n Yo</s>\n"),
                List.of(
                        "{% for m in messages[::-1] %}{{ m.role }}{% if not loop.last %},{% endif %}{% endfor %}",
                        "assistant,user,system"),
                List.of(
                        "{% for m in messages[1:] %}{% generation %}{{ m.content }}{% endgeneration %}{% endfor %}",
                        " Hi \nYo"),
                List.of("{{ {'a': [1, true, none, 'é<']} | tojson }}", "{\"a\": [1, true, null, \"é<\"]}"),
                List.of("{{ {'a': [1], 'b': []} | tojson(indent=2) }}", "{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}"),
                List.of(
                        "{% macro f(a, b='q') %}<{{ a }}{{ b }}>{% endmacro %}{{ f('1') }}{{ f('1', b='2') }}",
                        "<1q><12>"),
                List.of(
                        "{{ 'x</t>\\ny'.split('</t>')[-1].lstrip('\\n') }}{{ 'a.b'.split('.')[0] }}{{ 'ab'[1:] }}",
                        "yab"),
                List.of("{% if tools is none and not documents %}{{ messages[0] is mapping }}{% endif %}", "True"),
                List.of("{{ messages[0].content }}", "Be {{ 7*7 }} {% if %} nice"));
    }

    @ParameterizedTest
    @MethodSource("features")
    void rendersWhatRealTemplatesUse(List<String> sourceAndText) {
        assertEquals(sourceAndText.get(1), jinja(sourceAndText.get(0)).render(List.of(SYSTEM, USER, YO), false));
    }

    @Test
    void theDateIsToday() {
        LocalDate before = LocalDate.now();
        LocalDate told = LocalDate.parse(jinja("{{ strftime_now('%Y-%m-%d') }}").render(List.of(USER), false));
        assertFalse(told.isBefore(before) || told.isAfter(LocalDate.now()), told.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages.getClass() }}",
                "{{ ____int3rpr3t3r____.getContext() }}",
                "{% include '/etc/passwd' %}",
                "{% import '/etc/passwd' as p %}",
                "{{ '{{ 1 }}' | render }}",
                "{{ 1 | nosuchfilter }}",
                "{{ nosuchfunction(1) }}",
                "{{ messages is nosuch }}",
                "{% for m in messages %}",
                "{{ f( }}",
                "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}",
                "{{ raise_exception('roles must\nalternate') }}"
            })
    void untrustedTemplatesAreRefusedInOneLine(String source) {
        UserError error = assertThrows(UserError.class, () -> jinja(source).render(List.of(USER), false));
        assertTrue(error.getMessage().startsWith("the model's chat template"), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
        assertFalse(error.getMessage().contains("root:"), error.getMessage());
    }

    @Test
    void unknownNamesAndRoles() {
        UserError name = assertThrows(UserError.class, () -> ChatTemplate.named("llama", null));
        assertEquals("chat_template: \"llama\" is not one of model, tulu, chatml", name.getMessage());
        assertEquals(2, name.exitCode());
        assertThrows(
                UserError.class, () -> ChatTemplate.tulu("</s>").render(List.of(new ChatMessage("tool", "x")), false));
        try (TextTokenizer base = TextTokenizer.load(SharedFolder.resolve("models/SmolLM2-135M"))) {
            assertTrue(assertThrows(UserError.class, () -> ChatTemplate.named("model", base))
                    .getMessage()
                    .contains("brings no chat template"));
        }
    }
}
