// libFuzzer's entry: any bytes as an endpoint's answer, in pieces. The first byte says the format
// and the size of the pieces.
#include <stdint.h>
#include <stdlib.h>

#include "endpoint/service/result_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"x", "y"};
  const ReaderLimits limits = {.max_row = 4096};
  if (size == 0) return 0;
  const size_t step = 1 + data[0] / 3 % 64;
  ResultReader *reader = result_reader_create((ResultSyntax)(data[0] % 3), &limits, 2, names);
  size_t at = 1;
  for (ReaderEvent event = READER_MORE; event != READER_END;) {
    Error err = {0};
    if (result_reader_next(reader, &event, &err) != STATUS_OK) break;
    if (event != READER_MORE) continue;
    const size_t piece = size - at < step ? size - at : step;
    result_reader_feed(reader, (const char *)data + at, piece, at + piece == size);
    at += piece;
  }
  result_reader_destroy(reader);
  return 0;
}
