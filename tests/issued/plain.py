"""Plain documents of made-up places, each with one thing that a person must decide or look at."""

from __future__ import annotations

_HEAD = """{office}
关于印发《{place}河湖整治反馈问题整改方案》的通知
{place_no}〔2025〕18号
现将《{place}河湖整治反馈问题整改方案》印发给你们，请于2025年9月30日前将整改情况报{place}水务局。
{office}
2025年6月10日
{place}河湖整治反馈问题整改方案
"""
_ITEM = """{no}.{title}
整改措施：{measures}
责任单位：{units}
整改时限：{limit}
"""


def _document(*items: dict[str, str], office: str = "云溪市人民政府办公室", place: str = "云溪市") -> str:
    usual = {"measures": "（1）建立台账。（2）逐项整治。", "units": "市水务局", "limit": "2025年12月31日前"}
    said = [
        _ITEM.format(**{**usual, "title": f"河道{'甲乙丙丁'[no]}段垃圾清理不及时", "no": no + 1, **item})
        + item.get("more", "")
        for no, item in enumerate(items)
    ]
    return _HEAD.format(office=office, place=place, place_no=f"{place[0]}政办发") + "".join(said)


PLAIN: dict[str, str] = {
    "齐全": _document({}, {"units": "青山县人民政府、白水县人民政府"}, {"units": "市城管局"}),
    "各县": _document({}, {"units": "各县（市、区）人民政府"}, {"units": "青山县人民政府"}),
    "各乡镇": _document({"units": "各乡镇人民政府"}, {"units": "各街道办事处"}, {}, office="青山县人民政府办公室"),
    "有关部门": _document({"units": "市直有关部门"}, {"units": "市水务局、有关单位"}, {}),
    "没有单位": _document({}, {"units": ""}, {}),
    "没有时限": _document({}, {"limit": ""}, {"limit": "待定"}),
    "没有措施": _document({}, {"measures": ""}, {}),
    "备注": _document({}, {"more": "备注：所需资金由市级财政统筹。\n"}, {}),
    "没有文号": _document({}, {}).replace("云政办发〔2025〕18号\n", ""),
    "没有日期": _document({}, {})
    .replace("2025年6月10日\n", "")
    .replace("，请于2025年9月30日前将整改情况报云溪市水务局", ""),
    "真的地方": _document({"units": "各县（市、区）人民政府"}, {}, office="临沂市人民政府办公室", place="临沂市"),
}


def text_of(name: str) -> str:
    """One of the documents, as a text file would hold it."""
    return PLAIN[name]
