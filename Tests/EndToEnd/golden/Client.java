// A client on Java's own HttpClient, which offers h2c with its first request; run from its source by `java Client.java`.
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Client {
    static final String BASE = System.getenv("BASE");
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static String token;

    static String ask(String step, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(BASE + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body == null
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String shown = answer.body().isEmpty() ? "null" : answer.body();
        System.out.println("{\"step\":\"" + step + "\",\"status\":" + answer.statusCode() + ",\"body\":" + shown + "}");
        return answer.body();
    }

    static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\": *\"([^\"]*)\"").matcher(json);
        if (!found.find()) throw new IllegalStateException("no " + name + " in " + json);
        return found.group(1);
    }

    static String form(String... pairs) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < pairs.length; index += 2) {
            text.append(index > 0 ? "&" : "").append(pairs[index]).append('=')
                .append(URLEncoder.encode(pairs[index + 1], StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    public static void main(String[] arguments) throws Exception {
        HttpRequest grant = HttpRequest.newBuilder(URI.create(BASE + "/o/token/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(
                "grant_type", "client_credentials", "client_id", System.getenv("CLIENT_ID"),
                "client_secret", System.getenv("CLIENT_SECRET"), "scope", "read write")))
            .build();
        token = member(HTTP.send(grant, HttpResponse.BodyHandlers.ofString()).body(), "access_token");
        ask("currencies", "GET", "/currencies/?full=true", null);
        ask("head", "HEAD", "/currencies/", null);
        String payment = ask("payment", "POST", "/payments/",
            "{\"amount\": 1000, \"currency\": \"USDTTRC20\", \"order_id\": \"caf\u00e9\", \"callback_url\": \""
                + System.getenv("CALLBACK") + "\"}");
        String id = member(payment, "transaction_id");
        ask("status", "POST", "/payments/status/", "{\"transaction_id\": \"" + id + "\"}");
        ask("status in capitals", "POST", "/payments/status/", "{\"transaction_id\": \"" + id.toUpperCase() + "\"}");
        ask("wrong currency", "POST", "/payments/", "{\"amount\": 5, \"currency\": \"NOPE\"}");
    }
}
