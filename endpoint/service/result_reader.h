// SPARQL results as another endpoint sends them, read while they arrive.
//
// A remote answer is untrusted input: the readers are strict (UTF-8, the format's whole grammar,
// IRIs, language tags), bounded in memory whatever comes, and every error tells the row. Answers to
// other variables than those asked for are checked and passed over.
//
//   SPARQL 1.1 Query Results JSON Format; SPARQL Query Results XML Format (Second Edition);
//   SPARQL 1.1 Query Results CSV and TSV Formats (TSV only: CSV does not tell IRIs from literals)
#ifndef ANAMORPH_ENDPOINT_SERVICE_RESULT_READER_H
#define ANAMORPH_ENDPOINT_SERVICE_RESULT_READER_H

#include "base/error.h"
#include "base/rdf/term.h"

typedef enum ResultSyntax { RESULT_SYNTAX_JSON, RESULT_SYNTAX_XML, RESULT_SYNTAX_TSV } ResultSyntax;

// Zero-initialised limits are good defaults.
typedef struct ReaderLimits {
  size_t max_row;      // bytes of text in one row, and in one name or tag; 0: 16 MB
  size_t max_rows;     // 0: none
  unsigned max_depth;  // nested values or elements, at most 64; 0: 32
} ReaderLimits;

typedef enum ReaderEvent {
  READER_MORE,  // all that was fed is used up
  READER_ROW,   // result_reader_row has the next solution
  READER_END,   // the document is whole
} ReaderEvent;

typedef struct ResultReader ResultReader;

// name[0..count): the variables asked for, without "?"; they must outlive the reader.
ResultReader *result_reader_create(ResultSyntax syntax, const ReaderLimits *limits, size_t count,
                                   const char *const name[]);
void result_reader_destroy(ResultReader *reader);

// The next bytes of the document, which must stay until they are used up. last: there will be no
// more. Only before the first result_reader_next and after READER_MORE.
void result_reader_feed(ResultReader *reader, const char *data, size_t length, bool last);

// Errors: STATUS_DATA for what is malformed or cut off, STATUS_LIMIT; the message begins with
// "row 17: " (rows count from 1) or "before the first row: ". After an error only destroy.
Status result_reader_next(ResultReader *reader, ReaderEvent *event, Error *err) MUST_CHECK;

// term[i] is the value of name[i]; valid until the next call of result_reader_next. Datatypes that
// the program knows by name are its own Symbols; language tags are in lower case.
const Term *result_reader_row(const ResultReader *reader);

// Rows so far.
size_t result_reader_count(const ResultReader *reader);

#endif
