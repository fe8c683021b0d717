// A strict reader of the XML that result documents are made of (XML 1.0 fifth edition, Namespaces
// in XML 1.0), a piece at a time. No document type declaration is taken, so there are no entities
// but the five that XML has. UTF-8 only. Depth, tags and text are bounded.
#ifndef ANAMORPH_ENDPOINT_SERVICE_XML_SCAN_H
#define ANAMORPH_ENDPOINT_SERVICE_XML_SCAN_H

#include "endpoint/service/reader_parts.h"

typedef enum XmlEvent {
  XML_MORE,   // the input is used up
  XML_START,  // an element begins; the text before it is in `text`
  XML_CLOSE,  // the innermost element ends; the text since the last event is in `text`
  XML_DONE,   // the document is whole
} XmlEvent;

enum { XML_MOST_ATTRIBUTES = 32, XML_MOST_PREFIXES = 32, XML_MOST_DEPTH = 64 };

// space: the namespace IRI; "" for none. Offsets into `data`, NUL-terminated.
typedef struct XmlAttribute {
  size_t space, local, value;
} XmlAttribute;

typedef struct XmlScan {
  size_t max_text;
  unsigned max_depth;
  Buffer text;      // character data; cleared when the next event is asked for
  bool is_written;  // it holds more than white space
  // Of XML_START, until the next event.
  Buffer data;
  size_t space, local;
  size_t attribute_count;
  XmlAttribute attribute[XML_MOST_ATTRIBUTES];
  // Inner.
  Buffer tag;                   // the markup being read, from after "<"
  Buffer open;                  // the open elements' names as written, each after a NUL
  size_t mark[XML_MOST_DEPTH];  // where each begins in `open`
  unsigned depth;
  Buffer prefixes;  // "prefix NUL namespace NUL" of each declaration in force
  struct {
    size_t prefix, space;
    unsigned depth;
  } prefix[XML_MOST_PREFIXES];
  size_t prefix_count;
  unsigned char inside;
  char quote;                 // in a tag: the quotation mark that ends the value, or NUL
  unsigned char mark_length;  // of the byte order mark
  unsigned closing;           // how much of "]]>" has been seen in character data
  bool has_event;             // the last call gave one, so that its text has been seen
  bool after_cr, has_root, is_begun, self_closing;
} XmlScan;

// Errors: STATUS_DATA, STATUS_LIMIT; the message says what is wrong, not where.
Status xml_scan_next(XmlScan *scan, Input *input, XmlEvent *event, Error *err) MUST_CHECK;
void xml_scan_free(XmlScan *scan);

// Of the element that XML_START tells.
bool xml_scan_is(const XmlScan *scan, const char *space, const char *local);
// The value of an attribute, or NULL.
const char *xml_scan_attribute(const XmlScan *scan, const char *space, const char *local);

#endif
