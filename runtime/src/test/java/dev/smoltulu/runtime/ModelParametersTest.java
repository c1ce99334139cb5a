package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelParametersTest {

    @Test
    void everyParameterIsThereInModelOrder() {
        Path folder = SharedFolder.resolve("models/stories260K");
        LlamaConfig config = LlamaConfig.read(folder);
        try (ModelParameters parameters = ModelParameters.read(folder, config)) {
            assertEquals(
                    LlamaParameters.of(config).stream().map(ParameterSpec::name).toList(),
                    List.copyOf(parameters.tensors().keySet()));
            assertEquals(
                    260_032,
                    parameters.tensors().values().stream()
                            .mapToLong(Tensor::elements)
                            .sum());
        }
    }

    @Test
    void missingWeightsAreTheUsersToMend(@TempDir Path empty) throws Exception {
        Files.copy(SharedFolder.resolve("models/stories260K").resolve("config.json"), empty.resolve("config.json"));
        UserError error = assertThrows(UserError.class, () -> ModelParameters.read(empty, LlamaConfig.read(empty)));
        assertTrue(error.getMessage().contains("safetensors"), error.getMessage());
    }
}
