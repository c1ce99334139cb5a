package dev.smoltulu.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub of one repository, the model or dataset {@code org/tiny}, and the separate storage host that it redirects
 * large files to. Answers can be replaced one at a time; every request is on record.
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String ID = "org/tiny";

    /** A request as it came in; {@code host} is "hub" or "storage". */
    record Request(String host, String method, String path, String range, String authorization) {}

    /** Answers in place of the normal way. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange, byte[] content) throws IOException;
    }

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, String> revisions = new ConcurrentHashMap<>(Map.of("main", COMMIT));
    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Answer>> replaced = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server("hub");
    private final HttpServer storage = server("storage");
    private final Object monitor = new Object();
    private long arrived;
    volatile Optional<String> requiredToken = Optional.empty();

    private final HubId.RepositoryKind kind;

    FakeHub(HubId.RepositoryKind kind) {
        this.kind = kind;
        hub.start();
        storage.start();
    }

    /** A small model with its weights in one LFS file of {@code weightBytes} bytes. */
    static FakeHub withModel(int weightBytes) {
        FakeHub hub = new FakeHub(HubId.RepositoryKind.MODEL);
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            hub.files.put(name, ("{\"file\": \"" + name + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        hub.files.put("README.md", "not wanted".getBytes(StandardCharsets.UTF_8));
        hub.files.put("onnx/model.safetensors", new byte[10]);
        hub.files.put("model.safetensors", content(weightBytes));
        return hub;
    }

    /** A dataset with two parquet files in folders, rows in two kinds of JSON, and what nobody wants. */
    static FakeHub withDataset(int parquetBytes) {
        FakeHub hub = new FakeHub(HubId.RepositoryKind.DATASET);
        hub.files.put("ARC-Easy/test-00000-of-00001.parquet", content(parquetBytes));
        hub.files.put("ARC-Easy/train-00000-of-00001.parquet", content(parquetBytes / 2));
        hub.files.put("rows.jsonl", "{\"key\": 1}\n".getBytes(StandardCharsets.UTF_8));
        hub.files.put("extra/rows.json", "[]".getBytes(StandardCharsets.UTF_8));
        for (String name : List.of("README.md", ".gitattributes", "dataset_infos.json", "loader.py", "rows.csv")) {
            hub.files.put(name, "not wanted".getBytes(StandardCharsets.UTF_8));
        }
        return hub;
    }

    static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + i / 251);
        }
        return content;
    }

    HubId.RepositoryKind kind() {
        return kind;
    }

    String endpoint() {
        return "http://localhost:" + hub.getAddress().getPort();
    }

    /** The next requests of this kind get these answers, one each; {@code key} is "METHOD host file". */
    void answer(String key, Answer... answers) {
        replaced.computeIfAbsent(key, unused -> new ArrayDeque<>()).addAll(List.of(answers));
    }

    long count(String host, String method, String file) {
        return requests.stream()
                .filter(r -> r.host().equals(host)
                        && r.method().equals(method)
                        && r.path().endsWith("/" + file))
                .count();
    }

    static boolean isLarge(String name) {
        return name.endsWith(".safetensors") || name.endsWith(".parquet");
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(content));
    }

    static String gitSha1(byte[] content) {
        MessageDigest digest = digest("SHA-1");
        digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(content));
    }

    static String etag(String name, byte[] content) {
        return isLarge(name) ? sha256(content) : gitSha1(content);
    }

    /** A status and headers without a body. */
    static Answer status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** The client's word that it has {@code done} bytes of the file on disk. */
    void arrived(long done) {
        synchronized (monitor) {
            arrived = done;
            monitor.notifyAll();
        }
    }

    /**
     * Announces everything from the asked range on, sends {@code bytes} of it and breaks the connection, once the
     * client has them: the JDK's client may drop what it reads together with the connection's end.
     */
    Answer cutAfter(int bytes) {
        return (exchange, content) -> {
            int start = start(exchange);
            announceRange(exchange, start, content.length);
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
            OutputStream body = exchange.getResponseBody();
            body.write(content, start, bytes);
            body.flush();
            awaitArrival(start + bytes);
        };
    }

    /** A whole body, whatever was asked for. */
    static Answer body(byte[] other) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        };
    }

    void stop() {
        hub.stop(0);
        storage.stop(0);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }

    private void awaitArrival(int bytes) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        synchronized (monitor) {
            try {
                while (arrived != bytes && System.nanoTime() < deadline) {
                    monitor.wait(1000);
                }
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private HttpServer server(String host) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handle(host, exchange);
                }
            });
            return server;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void handle(String host, HttpExchange exchange) throws IOException {
        // Else the server drops the connection after every answer, in a race with the client's next request on it.
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getRawPath();
        Headers headers = exchange.getRequestHeaders();
        requests.add(new Request(
                host, exchange.getRequestMethod(), path, headers.getFirst("Range"), headers.getFirst("Authorization")));
        String file = file(path);
        byte[] content = files.getOrDefault(file, new byte[0]);
        Deque<Answer> answers = replaced.get(exchange.getRequestMethod() + " " + host + " " + file);
        if (answers != null && !answers.isEmpty()) {
            answers.poll().to(exchange, content);
            return;
        }
        if (host.equals("storage")) {
            // As signed storage addresses do: a second credential is an error.
            boolean credential = exchange.getRequestHeaders().containsKey("Authorization");
            exchange.getResponseHeaders().set("ETag", "\"etag-of-the-storage-host\"");
            send(exchange, credential ? 400 : 200, content);
            return;
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (requiredToken.isPresent() && !("Bearer " + requiredToken.get()).equals(given)) {
            status(401, "X-Error-Code", "RepoNotFound").to(exchange, content);
        } else if (path.startsWith("/api/")) {
            listing(path, exchange);
        } else {
            resolve(path, file, exchange);
        }
    }

    /** A file's name in the repository; of an address that is no file's, the last segment. */
    private static String file(String path) {
        return path.replaceFirst("^.*/resolve/[^/]*/|^/signed/|^/api/.*/", "");
    }

    private void listing(String path, HttpExchange exchange) throws IOException {
        String prefix = "/api/" + kind.plural() + "/" + ID + "/revision/";
        if (!path.startsWith(prefix)) {
            status(404, "X-Error-Code", "RepoNotFound").to(exchange, null);
            return;
        }
        String revision = path.substring(prefix.length()).replace("%2F", "/");
        String commit = revisions.containsValue(revision) ? revision : revisions.get(revision);
        if (commit == null) {
            status(404, "X-Error-Code", "RevisionNotFound").to(exchange, null);
            return;
        }
        String siblings = files.keySet().stream()
                .map(name -> "{\"rfilename\":\"" + name + "\"}")
                .collect(Collectors.joining(","));
        send(
                exchange,
                200,
                ("{\"id\":\"" + ID + "\",\"sha\":\"" + commit + "\",\"siblings\":[" + siblings + "]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(String path, String file, HttpExchange exchange) throws IOException {
        String prefix = "/" + kind.pathPrefix() + ID + "/resolve/";
        String commit =
                path.startsWith(prefix) ? path.substring(prefix.length()).split("/")[0] : "";
        boolean known = revisions.containsValue(commit) && files.containsKey(file);
        if (!known) {
            status(404, "X-Error-Code", "EntryNotFound").to(exchange, null);
            return;
        }
        byte[] content = files.get(file);
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        if (!isLarge(file)) {
            exchange.getResponseHeaders().set("ETag", "W/\"" + gitSha1(content) + "\"");
            send(exchange, 200, content);
            return;
        }
        status(
                        302,
                        "X-Linked-ETag",
                        "\"" + sha256(content) + "\"",
                        "X-Linked-Size",
                        String.valueOf(content.length),
                        "Location",
                        "http://localhost:" + storage.getAddress().getPort() + "/signed/" + file + "?Signature=x")
                .to(exchange, content);
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        int start = start(exchange);
        announceRange(exchange, start, content.length);
        int length = content.length - start;
        exchange.sendResponseHeaders(start > 0 ? 206 : status, length == 0 ? -1 : length);
        exchange.getResponseBody().write(content, start, length);
    }

    private static int start(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
    }

    private static void announceRange(HttpExchange exchange, int start, int length) {
        if (start > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-" + (length - 1) + "/" + length);
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
