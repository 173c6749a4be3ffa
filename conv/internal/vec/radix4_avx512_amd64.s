#include "textflag.h"

#define A0R Z0
#define A0I Z1
#define A1R Z2
#define A1I Z3
#define A2R Z4
#define A2I Z5
#define A3R Z6
#define A3I Z7
#define C1  Z8
#define S1  Z9
#define C2  Z10
#define S2  Z11
#define C3  Z12
#define S3  Z13
#define T0  Z14
#define T1  Z15

#include "radix4_amd64.h"

// func radix4AVX512(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4AVX512(SB), NOSPLIT, $0-40
	PASS(SPLIT_COLUMN, 64)

// func radix4InverseAVX512(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4InverseAVX512(SB), NOSPLIT, $0-40
	PASS(JOIN_COLUMN, 64)
