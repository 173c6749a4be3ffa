#include "textflag.h"

// Full scale of a 32-bit integer, 2^-31: multiplying by it is exact.
DATA fullScale<>+0(SB)/8, $0x3E00000000000000
GLOBL fullScale<>(SB), RODATA|NOPTR, $8

#define TO      DI
#define FROM    SI
#define LEFT    CX // frames to do
#define STRIDE  R8
#define STRIDE3 R9
#define STRIDE8 R10
#define FLOAT   R11
#define FROM4   R12 // the fifth frame of a group of eight
#define SHIFT   X8
#define FLIP    X9
#define SCALE   Y10

// GATHER loads the words at four frames.
#define GATHER(from, words) \
	VMOVD (from), words; \
	VPINSRD $1, (from)(STRIDE*1), words, words; \
	VPINSRD $2, (from)(STRIDE*2), words, words; \
	VPINSRD $3, (from)(STRIDE3*1), words, words

// func decodeWordsAVX2(dst *float64, raw *byte, frames, stride, shift int, flip uint32, float bool) (done int)
//
// The words at eight frames at a time are in X0 and X1. Bytes of other samples that come along are
// above the sample's own and are shifted out.
TEXT ·decodeWordsAVX2(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), TO
	MOVQ         raw+8(FP), FROM
	MOVQ         frames+16(FP), LEFT
	MOVQ         stride+24(FP), STRIDE
	VMOVQ        shift+32(FP), SHIFT
	MOVL         flip+40(FP), AX
	VMOVD        AX, FLIP
	VPBROADCASTD FLIP, FLIP
	MOVBLZX      float+44(FP), FLOAT
	VBROADCASTSD fullScale<>(SB), SCALE
	LEAQ         (STRIDE)(STRIDE*2), STRIDE3
	LEAQ         (STRIDE*8), STRIDE8

group:
	CMPQ STRIDE, $4
	JEQ  adjacent
	LEAQ (FROM)(STRIDE*4), FROM4
	GATHER(FROM, X0)
	GATHER(FROM4, X1)

convert:
	TESTL FLOAT, FLOAT
	JNZ   floats

	// With the sample at the top of its word, full scale is 2^31 for every format.
	VPSLLD    SHIFT, X0, X0
	VPSLLD    SHIFT, X1, X1
	VPXOR     FLIP, X0, X0
	VPXOR     FLIP, X1, X1
	VCVTDQ2PD X0, Y0
	VCVTDQ2PD X1, Y1
	VMULPD    SCALE, Y0, Y0
	VMULPD    SCALE, Y1, Y1

store:
	VMOVUPD Y0, (TO)
	VMOVUPD Y1, 32(TO)
	ADDQ    $64, TO
	ADDQ    STRIDE8, FROM
	SUBQ    $8, LEFT
	JNZ     group

return:
	MOVQ frames+16(FP), AX
	SUBQ LEFT, AX
	MOVQ AX, done+48(FP)
	VZEROUPPER
	RET

adjacent:
	// Not mono S32 and float32 alone: a stereo frame of S16 is a word too.
	VMOVDQU (FROM), X0
	VMOVDQU 16(FROM), X1
	JMP     convert

floats:
	// x-x is 0 unless x is infinite or NaN.
	VCVTPS2PD X0, Y0
	VCVTPS2PD X1, Y1
	VSUBPD    Y0, Y0, Y2
	VSUBPD    Y1, Y1, Y3
	VPOR      Y3, Y2, Y2
	VPTEST    Y2, Y2
	JZ        store
	JMP       return

// func decodeFloat64AVX2(dst *float64, raw *byte, frames, stride int) (done int)
TEXT ·decodeFloat64AVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), TO
	MOVQ raw+8(FP), FROM
	MOVQ frames+16(FP), LEFT
	MOVQ stride+24(FP), STRIDE
	LEAQ (STRIDE)(STRIDE*2), STRIDE3
	LEAQ (STRIDE*8), STRIDE8

group:
	CMPQ        STRIDE, $8
	JEQ         adjacent
	LEAQ        (FROM)(STRIDE*4), FROM4
	VMOVSD      (FROM), X0
	VMOVSD      (FROM)(STRIDE*2), X2
	VMOVSD      (FROM4), X1
	VMOVSD      (FROM4)(STRIDE*2), X3
	VMOVHPD     (FROM)(STRIDE*1), X0, X0
	VMOVHPD     (FROM)(STRIDE3*1), X2, X2
	VMOVHPD     (FROM4)(STRIDE*1), X1, X1
	VMOVHPD     (FROM4)(STRIDE3*1), X3, X3
	VINSERTF128 $1, X2, Y0, Y0
	VINSERTF128 $1, X3, Y1, Y1

store:
	// x-x is 0 unless x is infinite or NaN.
	VSUBPD  Y0, Y0, Y2
	VSUBPD  Y1, Y1, Y3
	VPOR    Y3, Y2, Y2
	VPTEST  Y2, Y2
	JNZ     return
	VMOVUPD Y0, (TO)
	VMOVUPD Y1, 32(TO)
	ADDQ    $64, TO
	ADDQ    STRIDE8, FROM
	SUBQ    $8, LEFT
	JNZ     group

return:
	MOVQ frames+16(FP), AX
	SUBQ LEFT, AX
	MOVQ AX, done+32(FP)
	VZEROUPPER
	RET

adjacent:
	VMOVUPD (FROM), Y0
	VMOVUPD 32(FROM), Y1
	JMP     store
