package dev.smoltulu.test.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Folders as a web server shows them to a page, which posts its answer to {@code /answer}. */
final class PageServer implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html",
            "js",
            "text/javascript",
            "mjs",
            "text/javascript",
            "wasm",
            "application/wasm",
            "json",
            "application/json");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    /** @param folders what stands under each path, such as {@code /models/} */
    PageServer(Map<String, Path> folders) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        new TreeMap<>(folders)
                .forEach((path, folder) -> server.createContext(path, exchange -> {
                    try (exchange) {
                        send(
                                exchange,
                                folder.resolve(
                                        exchange.getRequestURI().getPath().substring(path.length())));
                    }
                }));
        server.createContext("/answer", exchange -> {
            try (exchange) {
                answer.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    CompletableFuture<String> answer() {
        return answer;
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String name = file.getFileName().toString();
        exchange.getResponseHeaders()
                .add(
                        "Content-Type",
                        TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream"));
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : Files.size(file));
        if (!head) {
            Files.copy(file, exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
