// Exchanges: an answer's bytes go out in order, whoever sends them. This thread is the worker and
// the loop in turn, in the orders that two threads only happen to take.
#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "endpoint/http/loop.h"
#include "endpoint/http/parts.h"
#include "tests/support/fixture.h"

typedef struct World {
  struct Server server;
  Loop *loop;
  Exchange *exchange;
  int listener, peer, socket;  // the exchange's socket, and the client's end of it
  Buffer wire;                 // all that the client was sent
} World;

static void world_open(World *world) {
  *world = (World){0};
  Error err = {0};
  int pair[2];
  world->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  world->socket = pair[0];
  world->peer = pair[1];
  (void)fcntl(world->peer, F_SETFL, O_NONBLOCK);
  CU_ASSERT_EQUAL_FATAL(loop_create(&world->server, world->listener, &world->loop, &err),
                        STATUS_OK);
  Arena *arena = arena_create(1 << 20);
  Message *message = ARENA_NEW(arena, Message);
  message->arena = arena;
  message->method = "GET";
  message->target = "/";
  message->keep_alive = true;
  message->minor_version = 1;
  world->exchange = exchange_create(&world->server, world->loop, message);
  world->exchange->socket = world->socket;
  exchange_begin(world->exchange, 200, "text/plain");
}

static void world_close(World *world) {
  exchange_release(world->exchange);
  loop_destroy(world->loop);
  buffer_free(&world->wire);
  close(world->socket);
  close(world->peer);
  close(world->listener);
}

// The client reads all that is there.
static void receive(World *world) {
  char block[65536];
  for (ssize_t got; (got = recv(world->peer, block, sizeof block, 0)) > 0;)
    buffer_add(&world->wire, block, (size_t)got);
}

static void write_letters(World *world, char letter, size_t count) {
  Error err = {0};
  char *text = malloc(count);
  if (text == NULL) abort();
  memset(text, letter, count);
  CU_ASSERT_EQUAL(exchange_write(world->exchange, text, count, &err), STATUS_OK);
  free(text);
}

// The loop takes what there is and sends it to the last byte. Returns what it took.
static Taken loop_sends(World *world) {
  Taken taken;
  exchange_take(world->exchange, &taken, NULL);
  for (size_t sent = 0; sent < taken.body.length;) {
    const ssize_t some = send(world->socket, taken.body.data + sent, taken.body.length - sent,
                              MSG_DONTWAIT | MSG_NOSIGNAL);
    if (some > 0) sent += (size_t)some;
    receive(world);
  }
  buffer_free(&taken.body);
  return taken;
}

// The letters of the wire in order, each once for a run of it; head, sizes and ends left out.
static void runs_of(const World *world, char out[static 16]) {
  size_t count = 0;
  const char *text = world->wire.data, *end = text + world->wire.length;
  const char *head = memmem(text, world->wire.length, "\r\n\r\n", 4);
  for (const char *at = head == NULL ? end : head; at < end; at++)
    if (*at >= 'p' && *at <= 'z' && (count == 0 || out[count - 1] != *at) && count < 15)
      out[count++] = *at;
  out[count] = '\0';
}

enum { LITTLE = 1000, MUCH = EXCHANGE_WORTH_SENDING, TOO_MUCH = 4 * EXCHANGE_WORTH_SENDING };

// The loop may come by, called for earlier bytes, when it is the worker's turn to send again. What
// it takes then is on its way with the loop, and the worker must not overtake it.
static void the_worker_does_not_overtake_the_loop(void) {
  World world;
  world_open(&world);
  write_letters(&world, 'p', TOO_MUCH);  // more than the socket takes
  CU_ASSERT(world.exchange->with_loop);
  CU_ASSERT(loop_sends(&world).raw);
  exchange_drained(world.exchange);
  CU_ASSERT_FALSE(world.exchange->with_loop);
  write_letters(&world, 'q', LITTLE);  // waits for more
  Taken late;
  exchange_take(world.exchange, &late, NULL);  // the loop comes by
  CU_ASSERT(late.body.length > LITTLE);
  write_letters(&world, 'r', MUCH);
  receive(&world);
  CU_ASSERT_EQUAL(send(world.socket, late.body.data, late.body.length, 0),
                  (ssize_t)late.body.length);
  buffer_free(&late.body);
  receive(&world);
  (void)loop_sends(&world);
  char runs[16];
  runs_of(&world, runs);
  CU_ASSERT_STRING_EQUAL(runs, "pqr");
  world_close(&world);
}

// An answer that the worker has sent to its end is accounted for; the loop finds nothing to do.
static void the_loop_ends_nothing_that_is_sent(void) {
  World world;
  world_open(&world);
  atomic_store(&world.server.metrics.running, 1);
  write_letters(&world, 'p', LITTLE);
  exchange_finish(world.exchange);
  CU_ASSERT(exchange_state(world.exchange).sent);
  const Taken taken = loop_sends(&world);
  CU_ASSERT_FALSE(taken.started);
  CU_ASSERT_FALSE(taken.finished);
  CU_ASSERT_EQUAL(atomic_load(&world.server.metrics.running), 0);
  receive(&world);
  char runs[16];
  runs_of(&world, runs);
  CU_ASSERT_STRING_EQUAL(runs, "p");
  world_close(&world);
}

// What the loop took before the head was sent, it frames; then all of the answer is its own.
static void an_answer_that_the_loop_begins_it_ends(void) {
  World world;
  world_open(&world);
  write_letters(&world, 'p', LITTLE);
  const Taken first = loop_sends(&world);
  CU_ASSERT(first.started);
  CU_ASSERT_FALSE(first.raw);
  exchange_drained(world.exchange);
  write_letters(&world, 'q', MUCH);
  CU_ASSERT_EQUAL(world.wire.length, LITTLE);
  exchange_finish(world.exchange);
  const Taken last = loop_sends(&world);
  CU_ASSERT(last.finished);
  CU_ASSERT_EQUAL(last.length, LITTLE + MUCH);
  CU_ASSERT_EQUAL(world.wire.length, LITTLE + MUCH);
  world_close(&world);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(the_worker_does_not_overtake_the_loop),
      TEST(the_loop_ends_nothing_that_is_sent),
      TEST(an_answer_that_the_loop_begins_it_ends),
  };
  return suites_run("exchange", tests, sizeof tests / sizeof *tests);
}
