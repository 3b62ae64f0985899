//! Element names of camt that carry something, as small numbers.

macro_rules! tags {
    ($($name:ident),+ $(,)?) => {
        /// An element by its local name; [`Tag::Other`] is passed over.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Tag { Other, $($name),+ }

        impl Tag {
            pub(super) fn of(local_name: &str) -> Self {
                match local_name {
                    "IBAN" => Self::Iban,
                    $(stringify!($name) => Self::$name,)+
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    Cd, Dt, Amt, Id, Nm, TxDtls, Refs, Ntry, NtryDtls, CdtDbtInd, Iban, Othr, Ustrd, EndToEndId, AcctSvcrRef, BookgDt,
    ValDt, Sts, BkTxCd, Domn, Fmly, SubFmlyCd, Prtry, RltdPties, Dbtr, DbtrAcct, Cdtr, CdtrAcct, UltmtDbtr, UltmtCdtr,
    Pty, RmtInf, DtTm, NtryRef, RvslInd, AmtDtls, TxAmt, InstrId, TxId, MndtId, Strd, CdtrRefInf, Ref, RltdDts,
    AccptncDtTm, TxDtTm, AddtlTxInf, AddtlNtryInf, RtrInf, Rsn, AddtlInf, OrgId, PrvtId, Bal, Tp, CdOrPrtry, Stmt, Rpt,
    Document, BkToCstmrStmt, BkToCstmrAcctRpt, GrpHdr, MsgId, ElctrncSeqNb, CreDtTm, FrToDt, FrDtTm, ToDtTm, FrDt, ToDt,
    Acct, Ccy, AddtlStmtInf,
}
