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
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ run+16(FP), R8
	MOVQ w+24(FP), DX
	MOVQ nodes+32(FP), CX
	SHLQ $3, R8
	LEAQ (R8)(R8*2), R9

node:
	TWIDDLE(DX)
	LEAQ (SI)(R8*1), AX // where the first part ends

column:
	SPLIT_COLUMN
	ADDQ $32, SI
	ADDQ $32, DI
	CMPQ SI, AX
	JNE  column

	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ $48, DX
	DECQ CX
	JNZ  node
	VZEROUPPER
	RET

// func radix4InverseAVX2(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4InverseAVX2(SB), NOSPLIT, $0-40
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ run+16(FP), R8
	MOVQ w+24(FP), DX
	MOVQ nodes+32(FP), CX
	SHLQ $3, R8
	LEAQ (R8)(R8*2), R9

node:
	TWIDDLE(DX)
	LEAQ (SI)(R8*1), AX // where the first part ends

column:
	JOIN_COLUMN
	ADDQ $32, SI
	ADDQ $32, DI
	CMPQ SI, AX
	JNE  column

	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ $48, DX
	DECQ CX
	JNZ  node
	VZEROUPPER
	RET
