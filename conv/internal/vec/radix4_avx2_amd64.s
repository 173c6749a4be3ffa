#include "textflag.h"

#define A0R Y0
#define A0I Y1
#define A1R Y2
#define A1I Y3
#define A2R Y4
#define A2I Y5
#define A3R Y6
#define A3I Y7
#define C1  Y8
#define S1  Y9
#define C2  Y10
#define S2  Y11
#define C3  Y12
#define S3  Y13
#define T0  Y14
#define T1  Y15

#include "radix4_amd64.h"

// func radix4AVX2(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4AVX2(SB), NOSPLIT, $0-40
	PASS(SPLIT_COLUMN, 32)

// func radix4InverseAVX2(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4InverseAVX2(SB), NOSPLIT, $0-40
	PASS(JOIN_COLUMN, 32)
