// Digests (SPARQL 1.1 section 17.4.6), of the UTF-8 bytes, in lower-case hexadecimal.
#include <openssl/evp.h>

#include "rewriter/evaluate/function.h"

EVALUATE(evaluate_digest) {
  (void)count;
  static const char *const names[FN_COUNT] = {[FN_MD5] = "MD5",
                                              [FN_SHA1] = "SHA1",
                                              [FN_SHA256] = "SHA256",
                                              [FN_SHA384] = "SHA384",
                                              [FN_SHA512] = "SHA512"};
  static const char hex[] = "0123456789abcdef";
  const char *name = names[this->call->u.call.function];
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t length = 0;
  if (EVP_Q_digest(NULL, name, NULL, args[0].lexical->text, args[0].lexical->length, digest,
                   &length) != 1) {
    this->status =
        error_at(this->err, STATUS_UNSUPPORTED, this->call->at,
                 "not supported here: %s (this machine's OpenSSL is set up without it)", name);
    return EVALUATION_ERROR;
  }
  char text[2 * EVP_MAX_MD_SIZE];
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = hex[digest[i] >> 4];
    text[2 * i + 1] = hex[digest[i] & 15];
  }
  return typed_string(this->memory, text, 2 * length);
}
