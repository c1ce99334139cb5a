package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.deploy.generate.AnswerJson;
import dev.smoltulu.deploy.generate.TextModel;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.StandardOutput;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.generate.Conversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu generate}. */
final class GenerateVerb implements Verb {

    private static final String MODEL = "model";
    private static final String PROMPT = "prompt";
    private static final String CHAT = "chat";
    private static final String SYSTEM = "system";
    private static final String CHAT_TEMPLATE = "chat-template";
    private static final String DEVICE = "device";
    private static final String JSON = "json";
    private static final String LOG_PROBS = "log-probs";
    private static final String STANDARD_INPUT = "-";

    @Override
    public String synopsis() {
        return "--model DIR|ID --prompt TEXT [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "What is asked",
                        FlagGroup.valued(MODEL, "DIR|ID", "model folder or hub id org/name[@revision] (required)"),
                        FlagGroup.valued(
                                PROMPT,
                                "TEXT",
                                "what the model goes on from; - reads it from the input, " + "empty begins a text"),
                        FlagGroup.plain(
                                CHAT,
                                "ask as a user in a conversation; without --prompt, talk line by line "
                                        + "until the input ends or /exit"),
                        FlagGroup.valued(SYSTEM, "TEXT", "the conversation's system prompt"),
                        FlagGroup.valued(CHAT_TEMPLATE, "NAME", "model (its own), tulu or chatml (default model)")),
                GenerateFlags.group(),
                FlagGroup.of(
                        "How it runs",
                        FlagGroup.valued(
                                DEVICE,
                                "cpu|cuda[:N]",
                                "where the model computes (default cpu); on a GPU in " + "bfloat16")),
                FlagGroup.of(
                        "What is printed",
                        FlagGroup.plain(JSON, "one JSON object: prompt_ids, token_ids, text, finish_reason"),
                        FlagGroup.plain(
                                LOG_PROBS,
                                "with --json: each token's log-probability under the model's own " + "distribution")));
    }

    @Override
    public List<String> notes() {
        return List.of("Of input read with --prompt -, one newline at the end is left out. An answer ends with any eos "
                + "token of config.json, generation_config.json or the tokenizer, which token_ids then has last.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "smoltulu generate --model runs/first --chat --prompt \"What is 7 times 8?\"",
                "smoltulu generate --model HuggingFaceTB/SmolLM2-135M --prompt \"Once upon a time\" --temperature 0.8");
    }

    @Override
    public int run(CommandLine line, Console console) {
        checkTogether(line);
        TextModel.Settings settings = GenerateFlags.settings(line);
        String template = line.getOptionValue(CHAT_TEMPLATE, "model");
        if (!ChatTemplate.NAMES.contains(template)) {
            throw UserError.usage("--chat-template must be one of " + String.join(", ", ChatTemplate.NAMES) + ", not \""
                    + template + "\"");
        }
        Optional<String> prompt =
                Optional.ofNullable(line.getOptionValue(PROMPT)).map(GenerateVerb::promptText);
        Device device = Device.parse(line.getOptionValue(DEVICE, "cpu"));
        try (TextModel model = new TextModel(console.models().locate(line.getOptionValue(MODEL)), device)) {
            if (!line.hasOption(CHAT)) {
                return once(model, model.encodePlain(prompt.orElseThrow()), settings, line, console);
            }
            Conversation conversation = new Conversation(
                    model,
                    ChatTemplate.named(template, model.tokenizer()),
                    Optional.ofNullable(line.getOptionValue(SYSTEM)),
                    console);
            return prompt.isPresent()
                    ? once(model, conversation.prompt(prompt.get()), settings, line, console)
                    : talk(model, conversation, settings, console);
        }
    }

    private static int once(
            TextModel model, int[] prompt, TextModel.Settings settings, CommandLine line, Console console) {
        boolean json = line.hasOption(JSON);
        try (StopSignal stop = StopSignal.install(console.err())) {
            Optional<TextModel.Answer> answer = json
                    ? model.answer(prompt, settings, text -> {}, stop::requested)
                    : stream(model, prompt, settings, console, stop);
            if (answer.isEmpty()) {
                return stop.exitCode();
            }
            if (json) {
                console.out().println(AnswerJson.of(answer.get(), line.hasOption(LOG_PROBS)));
            }
            return 0;
        }
    }

    private static int talk(TextModel model, Conversation conversation, TextModel.Settings settings, Console console) {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardOutput.charset()));
        int[] exitCode = {0};
        conversation.talk(input, prompt -> {
            // Between answers a signal simply ends the process: there is nothing to save.
            try (StopSignal stop = StopSignal.install(console.err())) {
                Optional<TextModel.Answer> answer = stream(model, prompt, settings, console, stop);
                exitCode[0] = stop.exitCode();
                return answer.filter(complete -> !stop.requested());
            }
        });
        return exitCode[0];
    }

    private static Optional<TextModel.Answer> stream(
            TextModel model, int[] prompt, TextModel.Settings settings, Console console, StopSignal stop) {
        Optional<TextModel.Answer> answer = model.answer(
                prompt,
                settings,
                text -> {
                    console.out().print(text);
                    console.out().flush();
                },
                stop::requested);
        console.out().println();
        console.out().flush();
        return answer;
    }

    private static void checkTogether(CommandLine line) {
        FlagValues.required("generate", line, MODEL, "model folder or hub id", "DIR");
        if (!line.hasOption(CHAT)) {
            for (String flag : List.of(SYSTEM, CHAT_TEMPLATE)) {
                if (line.hasOption(flag)) {
                    throw UserError.usage("--" + flag + " is about conversations; add --chat");
                }
            }
            if (!line.hasOption(PROMPT)) {
                throw UserError.usage(
                        "generate lacks --prompt (what to go on from); add --prompt TEXT, or --chat to " + "talk");
            }
        }
        if (line.hasOption(JSON) && !line.hasOption(PROMPT)) {
            throw UserError.usage("--json prints one answer; add --prompt TEXT");
        }
        if (line.hasOption(LOG_PROBS) && !line.hasOption(JSON)) {
            throw UserError.usage("--log-probs are part of the JSON object; add --json");
        }
    }

    private static String promptText(String given) {
        if (!given.equals(STANDARD_INPUT)) {
            return given;
        }
        try {
            String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw UserError.failed("the prompt cannot be read from the input (" + e.getMessage() + ")", e);
        }
    }
}
