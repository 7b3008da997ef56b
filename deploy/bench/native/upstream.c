// A fast upstream: one epoll loop that answers /o/token/, POST /payments/ (each time with a new id) and anything else.
//
//     upstream PORT
//
// It reads heads and Content-Length bodies, pipelined or not, and nothing else: it serves measurements only.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_BYTES_MAX = 32 * 1024, OUTPUT_BYTES_MAX = 64 * 1024, ANSWER_BYTES_MAX = 1024, EVENTS_MAX = 256 };

static const char token[] =
    "{\"access_token\":\"upstream-token\",\"token_type\":\"Bearer\",\"expires_in\":36000,\"scope\":\"read write\"}";
static const char rates[] =
    "{\"currency_from\":\"USD\",\"currency_to\":\"USDTTRC20\",\"amount\":100.0,\"estimated_amount\":99.0,"
    "\"rate\":0.99,\"fee_percentage\":1.0,\"fee_amount\":1.0,\"timestamp\":\"2024-12-27T10:00:00Z\"}";
static const char payment[] =
    "{\"transaction_id\":\"550e8400-e29b-41d4-%04x-%012llx\",\"status\":\"waiting\","
    "\"blockchain_address\":\"TXYZabc123\",\"amount_usd\":\"100.00\",\"amount_crypto\":\"100.00000000\","
    "\"blockchain\":\"TRX\",\"token\":\"USDT\",\"currency\":\"USDTTRC20\","
    "\"expiry_time\":\"2024-12-27T10:30:00Z\",\"created_at\":\"2024-12-27T10:00:00Z\"}";

struct connection {
    int descriptor;
    size_t used;
    char input[INPUT_BYTES_MAX + 1];
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static size_t answer(const char *head, char *output) {
    static unsigned long long created;
    char made[ANSWER_BYTES_MAX];
    const char *body = rates, *status = "200 OK";
    if (strncmp(head, "POST /o/token/", 14) == 0) {
        body = token;
    } else if (strncmp(head, "POST /payments/ ", 16) == 0) {
        snprintf(made, sizeof made, payment, (unsigned)getpid() & 0xffff, ++created);
        body = made;
        status = "201 Created";
    }
    return (size_t)snprintf(
        output, ANSWER_BYTES_MAX, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        status, strlen(body), body);
}

/// The bytes of the first whole request of `text`; 0 while it is incomplete.
static size_t request_length(const char *text, size_t used) {
    const char *end = memmem(text, used, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - text) + 4, body = 0;
    const char *length = strcasestr(text, "\r\ncontent-length:");
    if (length && length < end) body = strtoul(length + 17, NULL, 10);
    const char *coding = strcasestr(text, "\r\ntransfer-encoding:");
    if (coding && coding < end) {
        fputs("a chunked request cannot be answered\n", stderr);
        exit(1);
    }
    return used >= head + body ? head + body : 0;
}

static int send_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
            poll(&writable, 1, 1000);
            continue;
        }
        if (sent < 0) return -1;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

/// Answers every whole request that has arrived. -1: the connection is over.
static int serve(struct connection *connection) {
    static char output[OUTPUT_BYTES_MAX];
    ssize_t got = recv(connection->descriptor, connection->input + connection->used,
                       INPUT_BYTES_MAX - connection->used, 0);
    if (got < 0) return errno == EAGAIN ? 0 : -1;
    if (got == 0) return -1;
    connection->used += (size_t)got;
    connection->input[connection->used] = 0;
    size_t start = 0, written = 0, length;
    while ((length = request_length(connection->input + start, connection->used - start)) > 0) {
        if (written + ANSWER_BYTES_MAX > sizeof output) {
            if (send_all(connection->descriptor, output, written) < 0) return -1;
            written = 0;
        }
        written += answer(connection->input + start, output + written);
        start += length;
    }
    memmove(connection->input, connection->input + start, connection->used - start);
    connection->used -= start;
    if (connection->used == INPUT_BYTES_MAX) return -1;
    return send_all(connection->descriptor, output, written);
}

static void accept_one(int listener, int poller) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct connection *connection = malloc(sizeof *connection);
    if (!connection) fail("malloc");
    connection->descriptor = descriptor;
    connection->used = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0) fail("epoll_ctl");
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 4096) < 0) fail("listen");
    return listener;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: %s PORT\n", arguments[0]);
        return 2;
    }
    int listener = listen_on(atoi(arguments[1])), poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) fail("epoll_ctl");
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int ready = epoll_wait(poller, events, EVENTS_MAX, -1);
        for (int index = 0; index < ready; index++) {
            struct connection *connection = events[index].data.ptr;
            if (!connection) {
                accept_one(listener, poller);
            } else if (serve(connection) < 0) {
                close(connection->descriptor);
                free(connection);
            }
        }
    }
}
