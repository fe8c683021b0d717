// Datatypes to the classes of their values.
#include "rewriter/ir/value_class.h"

#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"

ValueClass value_class_of(const Symbol *datatype) {
  switch (datatype_family(datatype)) {
    case DATATYPE_STRING:
      return datatype == &XSD_STRING        ? VALUE_STRING
             : datatype == &RDF_LANG_STRING ? VALUE_LANG
                                            : VALUE_OTHER;
    case DATATYPE_BOOLEAN: return VALUE_BOOLEAN;
    case DATATYPE_INTEGER:
    case DATATYPE_DECIMAL:
    case DATATYPE_FLOAT:
    case DATATYPE_DOUBLE: return VALUE_NUMERIC;
    case DATATYPE_DATE_TIME:
    case DATATYPE_DATE_TIME_STAMP: return VALUE_DATE_TIME;
    case DATATYPE_DATE: return VALUE_DATE;
    case DATATYPE_TIME: return VALUE_TIME;
    case DATATYPE_DURATION:
    case DATATYPE_DAY_TIME_DURATION:
    case DATATYPE_YEAR_MONTH_DURATION: return VALUE_DURATION;
    default: return VALUE_OTHER;
  }
}

NumberRank number_rank_of(const Symbol *datatype) {
  switch (datatype_family(datatype)) {
    case DATATYPE_DECIMAL: return NUMBER_DECIMAL;
    case DATATYPE_FLOAT: return NUMBER_FLOAT;
    case DATATYPE_DOUBLE: return NUMBER_DOUBLE;
    default: return NUMBER_INTEGER;
  }
}

const Symbol *number_datatype(NumberRank rank) {
  static const Symbol *const datatypes[] = {&XSD_INTEGER, &XSD_DECIMAL, &XSD_FLOAT, &XSD_DOUBLE};
  return datatypes[rank];
}

int value_order(ValueClass class_) {
  switch (class_) {
    case VALUE_BLANK: return 1;
    case VALUE_IRI: return 2;
    case VALUE_NUMERIC: return 3;
    case VALUE_BOOLEAN: return 4;
    case VALUE_DATE_TIME:
    case VALUE_DATE: return 5;
    case VALUE_TIME: return 6;
    case VALUE_STRING: return 7;
    case VALUE_LANG: return 8;
    case VALUE_DURATION:
    case VALUE_OTHER: return 9;
  }
  return 9;
}
