# mbedTLS, and faster ciphers under it (net/cipher.h) where that can be:
# calls inside a shared library cannot be replaced, and what was not tried on a
# kind of processor is left to mbedTLS there.

option(PRAATMEE_FAST_TLS "let other libraries do the ciphers of TLS" ON)

foreach(name mbedtls mbedx509 mbedcrypto)
	find_library(STATIC_${name} lib${name}.a)
	find_library(SHARED_${name} ${name} REQUIRED)
	list(APPEND STATIC_TLS ${STATIC_${name}})
	list(APPEND SHARED_TLS ${SHARED_${name}})
endforeach()

set(TLS_PROCESSORS "^(x86_64|amd64|AMD64|aarch64|arm64)$")
if(PRAATMEE_FAST_TLS AND NOT STATIC_TLS MATCHES "NOTFOUND" AND
		CMAKE_SYSTEM_PROCESSOR MATCHES ${TLS_PROCESSORS})
	set(TLS_LIBRARIES ${STATIC_TLS})
	set(TLS_LEFT_OUT "/net/cipher_none[.]c$")
	# Every function that takes a context which net/cipher.c makes.
	foreach(name
			gcm_init gcm_free gcm_setkey gcm_crypt_and_tag
			gcm_auth_decrypt gcm_starts gcm_update_ad gcm_update
			gcm_finish
			chachapoly_init chachapoly_free chachapoly_setkey
			chachapoly_encrypt_and_tag chachapoly_auth_decrypt
			chachapoly_starts chachapoly_update_aad
			chachapoly_update chachapoly_finish
			ecp_mul ecp_mul_restartable
			md_hmac_starts md_hmac_update md_hmac_finish
			md_hmac_reset md_free)
		list(APPEND TLS_LINK_OPTIONS LINKER:--wrap=mbedtls_${name})
	endforeach()
	set(PRAATMEE_HAS_FAST_TLS TRUE CACHE INTERNAL "")
	message(STATUS "TLS: faster ciphers under mbedTLS")
else()
	set(TLS_LIBRARIES ${SHARED_TLS})
	set(TLS_LEFT_OUT "/net/cipher(_check)?[.]c$")
	set(PRAATMEE_HAS_FAST_TLS FALSE CACHE INTERNAL "")
	message(STATUS "TLS: all by mbedTLS")
endif()
