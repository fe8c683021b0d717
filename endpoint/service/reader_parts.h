// What the result readers share: the bytes fed, the row being built, errors that tell the row.
#ifndef ANAMORPH_ENDPOINT_SERVICE_READER_PARTS_H
#define ANAMORPH_ENDPOINT_SERVICE_READER_PARTS_H

#include "base/buffer.h"
#include "endpoint/service/result_reader.h"

// Bytes as they come; at == end: more are needed, or with `last` there are none.
typedef struct Input {
  const char *at, *end;
  bool last;
} Input;

// A variable's value in the row being read. Its buffers are used again for every row.
typedef struct Cell {
  TermKind kind;
  bool has_datatype, has_language;
  Buffer lexical, datatype, language;
  Symbol symbol[3];
} Cell;

typedef struct ReaderMethods {
  size_t size;  // of the reader's own struct, which begins with a ResultReader
  void (*open)(ResultReader *reader);
  Status (*next)(ResultReader *reader, ReaderEvent *event, Error *err);
  void (*close)(ResultReader *reader);
} ReaderMethods;

struct ResultReader {
  const ReaderMethods *methods;
  ReaderLimits limits;
  Input input;
  size_t count;
  const char *const *name;
  Cell *cell;  // count of them, and one for what was not asked for
  Term *term;
  size_t rows;      // whole ones so far
  bool in_row;      // the next one has begun
  size_t row_size;  // bytes of its text so far
};

extern const ReaderMethods json_reader_methods, xml_reader_methods, tsv_reader_methods;

// Fills err: "row 17: …".
Status reader_error(const ResultReader *reader, Status code, Error *err, const char *format, ...)
    PRINTF_LIKE(4, 5);

void reader_begin_row(ResultReader *reader);
// The cell of a variable, empty. Errors: it has a value in this row already.
Status reader_cell(ResultReader *reader, const char *name, size_t length, Cell **out,
                   Error *err) MUST_CHECK;
// The cell's buffers hold a term of that kind: is it one? Errors: STATUS_DATA, STATUS_LIMIT.
Status reader_set_cell(ResultReader *reader, Cell *cell, TermKind kind, Error *err) MUST_CHECK;
Status reader_end_row(ResultReader *reader, Error *err) MUST_CHECK;

#endif
