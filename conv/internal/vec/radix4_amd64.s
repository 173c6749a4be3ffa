#include "textflag.h"

// Both passes keep six numbers of a turn and eight of a column in registers, and two to work with.

#define A0R Y0
#define A0I Y1
#define A1R Y2
#define A1I Y3
#define A2R Y4
#define A2I Y5
#define A3R Y6
#define A3I Y7
#define C1 Y8
#define S1 Y9
#define C2 Y10
#define S2 Y11
#define C3 Y12
#define S3 Y13
#define T0 Y14
#define T1 Y15

// TURN multiplies (re, im) by c + is.
#define TURN(re, im, c, s) \
	VMULPD       im, s, T0  \
	VMULPD       re, s, T1  \
	VFMSUB213PD  T0, c, re  \
	VFMADD213PD  T1, c, im

// BACK multiplies (re, im) by c - is.
#define BACK(re, im, c, s) \
	VMULPD       im, s, T0  \
	VMULPD       re, s, T1  \
	VFMADD213PD  T0, c, re  \
	VFMSUB213PD  T1, c, im

#define TWIDDLE(w) \
	VBROADCASTSD (w), C1   \
	VBROADCASTSD 8(w), S1  \
	VBROADCASTSD 16(w), C2 \
	VBROADCASTSD 24(w), S2 \
	VBROADCASTSD 32(w), C3 \
	VBROADCASTSD 40(w), S3

// func radix4AVX2(re, im *float64, run int, w *Twiddle, nodes int)
TEXT ·radix4AVX2(SB), NOSPLIT, $0-40
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ run+16(FP), R8
	MOVQ w+24(FP), DX
	MOVQ nodes+32(FP), CX
	SHLQ $3, R8
	LEAQ (R8)(R8*2), R9

splitnode:
	TWIDDLE(DX)
	XORQ AX, AX

splitcolumn:
	VMOVUPD (SI), A0R
	VMOVUPD (DI), A0I
	VMOVUPD (SI)(R8*1), A1R
	VMOVUPD (DI)(R8*1), A1I
	VMOVUPD (SI)(R8*2), A2R
	VMOVUPD (DI)(R8*2), A2I
	VMOVUPD (SI)(R9*1), A3R
	VMOVUPD (DI)(R9*1), A3I

	TURN(A1R, A1I, C1, S1)
	TURN(A2R, A2I, C2, S2)
	TURN(A3R, A3I, C3, S3)

	// A0, A2 become their sum and difference, and so A1, A3.
	VSUBPD A2R, A0R, T0
	VSUBPD A2I, A0I, T1
	VADDPD A2R, A0R, A0R
	VADDPD A2I, A0I, A0I
	VSUBPD A3R, A1R, A2R // d1
	VSUBPD A3I, A1I, A2I
	VADDPD A3R, A1R, A1R // s1
	VADDPD A3I, A1I, A1I

	VADDPD  A1R, A0R, A3R
	VADDPD  A1I, A0I, A3I
	VSUBPD  A1R, A0R, A0R
	VSUBPD  A1I, A0I, A0I
	VMOVUPD A3R, (SI)
	VMOVUPD A3I, (DI)
	VMOVUPD A0R, (SI)(R8*2)
	VMOVUPD A0I, (DI)(R8*2)
	VSUBPD  A2I, T0, A1R
	VADDPD  A2R, T1, A1I
	VADDPD  A2I, T0, A3R
	VSUBPD  A2R, T1, A3I
	VMOVUPD A1R, (SI)(R8*1)
	VMOVUPD A1I, (DI)(R8*1)
	VMOVUPD A3R, (SI)(R9*1)
	VMOVUPD A3I, (DI)(R9*1)

	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, AX
	CMPQ AX, R8
	JNE  splitcolumn

	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ $48, DX
	DECQ CX
	JNZ  splitnode
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

joinnode:
	TWIDDLE(DX)
	XORQ AX, AX

joincolumn:
	VMOVUPD (SI), A0R
	VMOVUPD (DI), A0I
	VMOVUPD (SI)(R8*1), A1R
	VMOVUPD (DI)(R8*1), A1I
	VMOVUPD (SI)(R8*2), A2R
	VMOVUPD (DI)(R8*2), A2I
	VMOVUPD (SI)(R9*1), A3R
	VMOVUPD (DI)(R9*1), A3I

	VSUBPD A2R, A0R, T0
	VSUBPD A2I, A0I, T1
	VADDPD A2R, A0R, A0R // s0
	VADDPD A2I, A0I, A0I
	VSUBPD A3R, A1R, A2R // d1
	VSUBPD A3I, A1I, A2I
	VADDPD A3R, A1R, A3R // s1
	VADDPD A3I, A1I, A3I

	VADDPD  A2I, T0, A1R // B1 = d0 - i d1
	VSUBPD  A2R, T1, A1I
	VSUBPD  A2I, T0, T0  // B3 = d0 + i d1
	VADDPD  A2R, T1, T1
	VSUBPD  A3R, A0R, A2R // B2
	VSUBPD  A3I, A0I, A2I
	VADDPD  A3R, A0R, A0R
	VADDPD  A3I, A0I, A0I
	VMOVAPD T0, A3R
	VMOVAPD T1, A3I

	BACK(A1R, A1I, C1, S1)
	BACK(A2R, A2I, C2, S2)
	BACK(A3R, A3I, C3, S3)

	VMOVUPD A0R, (SI)
	VMOVUPD A0I, (DI)
	VMOVUPD A1R, (SI)(R8*1)
	VMOVUPD A1I, (DI)(R8*1)
	VMOVUPD A2R, (SI)(R8*2)
	VMOVUPD A2I, (DI)(R8*2)
	VMOVUPD A3R, (SI)(R9*1)
	VMOVUPD A3I, (DI)(R9*1)

	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, AX
	CMPQ AX, R8
	JNE  joincolumn

	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ $48, DX
	DECQ CX
	JNZ  joinnode
	VZEROUPPER
	RET
