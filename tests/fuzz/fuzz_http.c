// libFuzzer's entry: any bytes as a client's, in pieces; what is a request goes through the
// protocol.
#include <event2/buffer.h>
#include <stdint.h>

#include "endpoint/http/message.h"
#include "endpoint/http/negotiate.h"
#include "endpoint/http/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(Message *message) {
  ProtocolRequest request;
  Refusal refusal;
  (void)protocol_parse(message, &request, &refusal);
  (void)negotiate(&result_offers, message_header(message, "Accept"));
  message_destroy(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  const MessageLimits limits = {2000, 1000};
  const size_t step = 1 + data[0] % 64;
  MessageReader *reader = message_reader_create(&limits);
  struct evbuffer *input = evbuffer_new();
  ReadResult result = READ_MORE;
  for (size_t at = 1; at < size && result != READ_BAD; at += step) {
    evbuffer_add(input, data + at, size - at < step ? size - at : step);
    Message *message;
    Refusal refusal;
    while ((result = message_reader_read(reader, input, &message, &refusal)) == READ_WHOLE)
      take(message);
  }
  evbuffer_free(input);
  message_reader_destroy(reader);
  return 0;
}
