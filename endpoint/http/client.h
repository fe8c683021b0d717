// A client's connection, on its loop's thread: requests are read one after another, each becomes
// an exchange, and its answer is sent before the next is read.
#ifndef ANAMORPH_ENDPOINT_HTTP_CLIENT_H
#define ANAMORPH_ENDPOINT_HTTP_CLIENT_H

#include <sys/socket.h>

#include "endpoint/http/loop.h"

typedef struct Client Client;

// Takes the socket over and adds the client to loop->clients. It frees itself when it is closed.
void client_create(Loop *loop, int fd, const struct sockaddr *peer, socklen_t peer_length);

// The exchange has something to send.
void client_send(Client *client);

// The loop has entered `phase`. May free the client.
void client_stop(Client *client, LoopPhase phase);

Client *client_next(const Client *client);

#endif
