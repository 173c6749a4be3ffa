// The passes of radix 4 for vectors of any width. The file that includes this names the registers A0R to A3I
// of a column, C1 to S3 of the twiddle, and T0 and T1 to work with. The four parts of a column begin at SI,
// real, and DI, imaginary, R8 bytes apart; R9 is three times that.

#define TWIDDLE(w) \
	VBROADCASTSD (w), C1; \
	VBROADCASTSD 8(w), S1; \
	VBROADCASTSD 16(w), C2; \
	VBROADCASTSD 24(w), S2; \
	VBROADCASTSD 32(w), C3; \
	VBROADCASTSD 40(w), S3

#define LOAD_COLUMN \
	VMOVUPD (SI), A0R; \
	VMOVUPD (DI), A0I; \
	VMOVUPD (SI)(R8*1), A1R; \
	VMOVUPD (DI)(R8*1), A1I; \
	VMOVUPD (SI)(R8*2), A2R; \
	VMOVUPD (DI)(R8*2), A2I; \
	VMOVUPD (SI)(R9*1), A3R; \
	VMOVUPD (DI)(R9*1), A3I

#define STORE_COLUMN(re0, im0, re1, im1, re2, im2, re3, im3) \
	VMOVUPD re0, (SI); \
	VMOVUPD im0, (DI); \
	VMOVUPD re1, (SI)(R8*1); \
	VMOVUPD im1, (DI)(R8*1); \
	VMOVUPD re2, (SI)(R8*2); \
	VMOVUPD im2, (DI)(R8*2); \
	VMOVUPD re3, (SI)(R9*1); \
	VMOVUPD im3, (DI)(R9*1)

// TURN multiplies re + i·im by c + i·s.
#define TURN(re, im, c, s) \
	VMULPD      im, s, T0; \
	VMULPD      re, s, T1; \
	VFMSUB213PD T0, c, re; \
	VFMADD213PD T1, c, im

// TURN_BACK multiplies re + i·im by c - i·s.
#define TURN_BACK(re, im, c, s) \
	VMULPD      im, s, T0; \
	VMULPD      re, s, T1; \
	VFMADD213PD T0, c, re; \
	VFMSUB213PD T1, c, im

// FOURIER makes of A0 to A3 their four sums with the weights 1, i^j, (-1)^j and (-i)^j, and leaves them
// where there is room.
#define SUM_R   A3R
#define SUM_I   A3I
#define SUMI_R  A1R
#define SUMI_I  A1I
#define SUMM1_R A0R
#define SUMM1_I A0I
#define SUMMI_R A2R
#define SUMMI_I A2I

#define FOURIER \
	VSUBPD  A2R, A0R, T0; \
	VSUBPD  A2I, A0I, T1; \
	VADDPD  A2R, A0R, A0R; \
	VADDPD  A2I, A0I, A0I; \
	VSUBPD  A3R, A1R, A2R; \
	VSUBPD  A3I, A1I, A2I; \
	VADDPD  A3R, A1R, A1R; \
	VADDPD  A3I, A1I, A1I; \
	VADDPD  A1R, A0R, SUM_R; \
	VADDPD  A1I, A0I, SUM_I; \
	VSUBPD  A1R, A0R, SUMM1_R; \
	VSUBPD  A1I, A0I, SUMM1_I; \
	VSUBPD  A2I, T0, SUMI_R; \
	VADDPD  A2R, T1, SUMI_I; \
	VADDPD  A2I, T0, T0; \
	VSUBPD  A2R, T1, SUMMI_I; \
	VMOVAPD T0, SUMMI_R

#define SPLIT_COLUMN \
	LOAD_COLUMN; \
	TURN(A1R, A1I, C1, S1); \
	TURN(A2R, A2I, C2, S2); \
	TURN(A3R, A3I, C3, S3); \
	FOURIER; \
	STORE_COLUMN(SUM_R, SUM_I, SUMI_R, SUMI_I, SUMM1_R, SUMM1_I, SUMMI_R, SUMMI_I)

#define JOIN_COLUMN \
	LOAD_COLUMN; \
	FOURIER; \
	TURN_BACK(SUMMI_R, SUMMI_I, C1, S1); \
	TURN_BACK(SUMM1_R, SUMM1_I, C2, S2); \
	TURN_BACK(SUMI_R, SUMI_I, C3, S3); \
	STORE_COLUMN(SUM_R, SUM_I, SUMMI_R, SUMMI_I, SUMM1_R, SUMM1_I, SUMI_R, SUMI_I)

// PASS goes over the nodes of a pass, and their columns, bytes of them at a time.
#define PASS(COLUMN, bytes) \
	MOVQ re+0(FP), SI; \
	MOVQ im+8(FP), DI; \
	MOVQ run+16(FP), R8; \
	MOVQ w+24(FP), DX; \
	MOVQ nodes+32(FP), CX; \
	SHLQ $3, R8; \
	LEAQ (R8)(R8*2), R9; \
node: \
	TWIDDLE(DX); \
	LEAQ (SI)(R8*1), AX; \ // where the first part ends
column: \
	COLUMN; \
	ADDQ $bytes, SI; \
	ADDQ $bytes, DI; \
	CMPQ SI, AX; \
	JNE  column; \
	ADDQ R9, SI; \
	ADDQ R9, DI; \
	ADDQ $48, DX; \
	DECQ CX; \
	JNZ  node; \
	VZEROUPPER; \
	RET
