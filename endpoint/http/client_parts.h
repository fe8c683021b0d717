// A client's state, for its loop (client.c) and for the worker that it is lent to (conversation.c).
#ifndef ANAMORPH_ENDPOINT_HTTP_CLIENT_PARTS_H
#define ANAMORPH_ENDPOINT_HTTP_CLIENT_PARTS_H

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "endpoint/http/client.h"

// Milliseconds in which a client that converses sends its next request. One that took longer the
// last time is not lent; a worker waits no longer.
enum { CONVERSATION_MS = 10 };

typedef enum ClientState {
  CLIENT_READING,    // between requests, or inside one
  CLIENT_ANSWERING,  // an exchange is under way
  CLIENT_LENT,       // a worker answers, and reads the next requests
  CLIENT_CLOSING,    // the last bytes are being sent
  CLIENT_LINGERING,  // sent; what the client still sends is thrown away until it has read the
                     // answer
} ClientState;

typedef enum TimerKind { TIMER_NONE, TIMER_IDLE, TIMER_REQUEST, TIMER_OTHER } TimerKind;

struct Client {
  Loop *loop;
  Client *previous, *next;
  struct bufferevent *events;
  struct event *timer;
  TimerKind timer_kind;
  double timer_at;  // clock_ms
  ClientState state;
  bool keep_alive;  // of the present answer
  bool peer_done;   // the client sends no more
  bool reset;       // the connection ends by a reset
  bool is_prompt;   // the last request came soon after the answer before it
  char peer[64];

  // The worker's while it talks (exchange.h), else the loop's.
  MessageReader *reader;
  bool head_sent;
  bool chunked;
  bool raw;   // the worker has sent the head, and frames the body
  bool late;  // the deadline has passed, the query was told
  int status;
  size_t body_sent;

  // Of a client that is lent.
  struct event *gone;      // the peer has closed its end
  struct evbuffer *ahead;  // what the worker has read and not taken yet; as `reader`
  ReadResult found;        // what the worker met there, READ_MORE: nothing; as `reader`
  Refusal refusal;         // when found is READ_BAD; as `reader`
  pthread_mutex_t lock;    // guards what follows while the client is lent
  Exchange *exchange;      // while answering
};

// A new exchange of the client, whose reference it is; the message becomes the exchange's. The
// worker may send on `socket`; -1: nowhere. client->exchange is the caller's to set.
Exchange *client_begin_exchange(Client *client, Message *message, int socket);

// For the deadline of client->exchange; earlier, to see whether the worker has sent the answer and
// the client is idle.
void client_set_answer_timer(Client *client);

#endif
