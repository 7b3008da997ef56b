// Open-loop load: request i is due at i / RATE seconds and its latency counts from then, however late it could be sent,
// so that a stall of the target is seen by every request that it delayed.
//
//     open_loop PORT RATE SECONDS CONNECTIONS API_KEY METHOD TARGET [BODY]
//
// A POST has an Idempotency-Key of its own each time. Prints one JSON object.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_BYTES_MAX = 16 * 1024, REQUEST_BYTES_MAX = 4096, EVENTS_MAX = 256 };
static const int64_t second = 1000000000, drain = 10 * 1000000000LL;

struct connection {
    int descriptor;
    int64_t due;  // of the request under way
    size_t used;
    char input[INPUT_BYTES_MAX + 1];
};

static struct {
    int port, connections;
    int64_t rate, seconds;
    const char *key, *method, *target, *body;
} load;
static struct connection *connections, **idle;
static int idle_count, poller;
static int64_t *latencies, started;
static int64_t planned, sent, answered, statuses[600];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec;
}

static int64_t due(int64_t index) { return started + index * second / load.rate; }

static void dial(struct connection *connection) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int yes = 1;
    connection->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, connection->descriptor, &event) < 0) fail("epoll_ctl");
    idle[idle_count++] = connection;
}

static void send_next(struct connection *connection) {
    char request[REQUEST_BYTES_MAX], more[256] = "";
    if (strcmp(load.method, "POST") == 0)
        snprintf(more, sizeof more,
                 "Content-Type: application/json\r\nContent-Length: %zu\r\nIdempotency-Key: %d-%lld\r\n",
                 strlen(load.body), (int)getpid(), (long long)sent);
    int length = snprintf(request, sizeof request,
                          "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n%s\r\n%s", load.method,
                          load.target, load.port, load.key, more, load.body);
    if (length < 0 || length >= (int)sizeof request) {
        fputs("the request is too long\n", stderr);
        exit(2);
    }
    connection->due = due(sent++);
    if (send(connection->descriptor, request, (size_t)length, MSG_NOSIGNAL) != length) fail("send");
}

static void finish(struct connection *connection, int64_t time) {
    int status = atoi(connection->input + 9);
    if (status < 100 || status >= 600) {
        fprintf(stderr, "not an answer: %.100s\n", connection->input);
        exit(1);
    }
    statuses[status]++;
    latencies[answered++] = time - connection->due;
    connection->used = 0;
    idle[idle_count++] = connection;
}

static void receive(struct connection *connection) {
    ssize_t got = recv(connection->descriptor, connection->input + connection->used,
                       INPUT_BYTES_MAX - connection->used, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        fputs("the target closed a connection\n", stderr);
        exit(1);
    }
    connection->used += (size_t)got;
    connection->input[connection->used] = 0;
    char *end = strstr(connection->input, "\r\n\r\n");
    if (!end) return;
    char *length = strcasestr(connection->input, "\r\ncontent-length:");
    size_t whole = (size_t)(end - connection->input) + 4;
    if (length && length < end) whole += strtoul(length + 17, NULL, 10);
    if (connection->used >= whole) finish(connection, now());
}

static void run(void) {
    started = now();
    int64_t last = due(planned) + drain;
    while (answered < planned) {
        int64_t time = now();
        while (sent < planned && idle_count > 0 && due(sent) <= time) send_next(idle[--idle_count]);
        if (time > last) break;
        int64_t pause = sent < planned && idle_count > 0 ? due(sent) - now() : second / 10;
        if (pause < 0) pause = 0;
        struct timespec timeout = {.tv_sec = pause / second, .tv_nsec = pause % second};
        struct epoll_event events[EVENTS_MAX];
        int ready = epoll_pwait2(poller, events, EVENTS_MAX, &timeout, NULL);
        for (int index = 0; index < ready; index++) receive(events[index].data.ptr);
    }
}

static int compare(const void *left, const void *right) {
    int64_t one = *(const int64_t *)left, other = *(const int64_t *)right;
    return (one > other) - (one < other);
}

static double percentile_ms(double share) {
    return answered ? (double)latencies[(int64_t)(share * (double)(answered - 1))] / 1e6 : 0;
}

static void report(double elapsed) {
    qsort(latencies, (size_t)answered, sizeof *latencies, compare);
    printf("{\"planned\": %lld, \"answered\": %lld, \"seconds\": %.3f, \"p50_ms\": %.3f, \"p90_ms\": %.3f, "
           "\"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f, \"statuses\": {",
           (long long)planned, (long long)answered, elapsed, percentile_ms(0.5), percentile_ms(0.9),
           percentile_ms(0.99), percentile_ms(0.999), percentile_ms(1));
    const char *separator = "";
    for (int status = 100; status < 600; status++) {
        if (!statuses[status]) continue;
        printf("%s\"%d\": %lld", separator, status, (long long)statuses[status]);
        separator = ", ";
    }
    puts("}}");
}

int main(int count, char **arguments) {
    if (count < 8 || count > 9) {
        fprintf(stderr, "usage: %s PORT RATE SECONDS CONNECTIONS API_KEY METHOD TARGET [BODY]\n", arguments[0]);
        return 2;
    }
    load.port = atoi(arguments[1]);
    load.rate = atoll(arguments[2]);
    load.seconds = atoll(arguments[3]);
    load.connections = atoi(arguments[4]);
    load.key = arguments[5];
    load.method = arguments[6];
    load.target = arguments[7];
    load.body = count == 9 ? arguments[8] : "";
    planned = load.rate * load.seconds;
    if (planned <= 0 || load.connections <= 0) {
        fputs("RATE, SECONDS and CONNECTIONS must be positive\n", stderr);
        return 2;
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc((size_t)load.connections, sizeof *connections);
    idle = calloc((size_t)load.connections, sizeof *idle);
    latencies = calloc((size_t)planned, sizeof *latencies);
    if (!connections || !idle || !latencies) fail("calloc");
    for (int index = 0; index < load.connections; index++) dial(&connections[index]);
    run();
    report((double)(now() - started) / 1e9);
}
