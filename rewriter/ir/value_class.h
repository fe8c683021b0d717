// What operators see in a term (SPARQL 1.1 section 17.1): the class of its value.
#ifndef ANAMORPH_REWRITER_IR_VALUE_CLASS_H
#define ANAMORPH_REWRITER_IR_VALUE_CLASS_H

#include "base/rdf/term.h"

// A datatype that is not known here is VALUE_OTHER: all that can be told of two such terms is
// whether they are the same.
typedef enum ValueClass {
  VALUE_IRI,
  VALUE_BLANK,
  VALUE_STRING,  // xsd:string
  VALUE_LANG,    // rdf:langString
  VALUE_BOOLEAN,
  VALUE_NUMERIC,
  VALUE_DATE_TIME,
  VALUE_DATE,
  VALUE_TIME,
  VALUE_DURATION,  // the three of them
  VALUE_OTHER,
} ValueClass;

// Of literals with that datatype (known by address).
ValueClass value_class_of(const Symbol *datatype);

// Numeric datatypes by promotion (XPath 2.0 B.1): the larger wins.
typedef enum NumberRank { NUMBER_INTEGER, NUMBER_DECIMAL, NUMBER_FLOAT, NUMBER_DOUBLE } NumberRank;

NumberRank number_rank_of(const Symbol *datatype);  // of VALUE_NUMERIC
const Symbol *number_datatype(NumberRank rank);

// Where the class stands in ORDER BY (15.1), least first; unbound is 0.
int value_order(ValueClass class_);

#endif
