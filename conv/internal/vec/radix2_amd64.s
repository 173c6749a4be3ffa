#include "textflag.h"

#define A0R Y0
#define A0I Y1
#define A1R Y2
#define A1I Y3
#define C Y4
#define S Y5
#define T0 Y6
#define T1 Y7

// func radix2AVX2(re, im *float64, w *Twiddle, nodes int)
TEXT ·radix2AVX2(SB), NOSPLIT, $0-32
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ w+16(FP), DX
	MOVQ nodes+24(FP), CX

split:
	VBROADCASTSD 16(DX), C
	VBROADCASTSD 24(DX), S
	VMOVUPD      (SI), A0R
	VMOVUPD      (DI), A0I
	VMOVUPD      32(SI), A1R
	VMOVUPD      32(DI), A1I

	VMULPD      A1I, S, T0
	VMULPD      A1R, S, T1
	VFMSUB213PD T0, C, A1R
	VFMADD213PD T1, C, A1I
	VADDPD      A1R, A0R, T0
	VADDPD      A1I, A0I, T1
	VSUBPD      A1R, A0R, A1R
	VSUBPD      A1I, A0I, A1I

	VMOVUPD T0, (SI)
	VMOVUPD T1, (DI)
	VMOVUPD A1R, 32(SI)
	VMOVUPD A1I, 32(DI)
	ADDQ    $64, SI
	ADDQ    $64, DI
	ADDQ    $48, DX
	DECQ    CX
	JNZ     split
	VZEROUPPER
	RET

// func radix2InverseAVX2(re, im *float64, w *Twiddle, nodes int)
TEXT ·radix2InverseAVX2(SB), NOSPLIT, $0-32
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ w+16(FP), DX
	MOVQ nodes+24(FP), CX

join:
	VBROADCASTSD 16(DX), C
	VBROADCASTSD 24(DX), S
	VMOVUPD      (SI), A0R
	VMOVUPD      (DI), A0I
	VMOVUPD      32(SI), A1R
	VMOVUPD      32(DI), A1I

	VADDPD      A1R, A0R, T0
	VADDPD      A1I, A0I, T1
	VSUBPD      A1R, A0R, A1R
	VSUBPD      A1I, A0I, A1I
	VMOVUPD     T0, (SI)
	VMOVUPD     T1, (DI)
	VMULPD      A1I, S, T0
	VMULPD      A1R, S, T1
	VFMADD213PD T0, C, A1R
	VFMSUB213PD T1, C, A1I
	VMOVUPD     A1R, 32(SI)
	VMOVUPD     A1I, 32(DI)

	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $48, DX
	DECQ CX
	JNZ  join
	VZEROUPPER
	RET
