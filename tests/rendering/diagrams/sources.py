"""One diagram of each common kind, as models write them, with labels in several scripts."""

from __future__ import annotations

SOURCES = {
    "Flow chart": """flowchart TD
    A["Start 开始"] -->|yes| B{Is it a decision?}
    B --> C(["العربية نص"])
    B -.->|no, never| D[(Database)]
    subgraph one [Group 第一组]
      D --> E[Save & quit]
    end
""",
    "Sequence diagram": """sequenceDiagram
    autonumber
    participant U as User 用户
    actor D as Database
    U->>+D: SELECT * FROM users
    D-->>-U: rows مرحبا
    alt ok
      U->>D: 200 OK
    else bad
      U-xD: 401
    end
    Note over U,D: A note 注意
""",
    "Class diagram": """classDiagram
    class Animal {
      +String name
      +eat(food: String) bool
    }
    Animal <|-- Dog : extends
    note for Dog "汪汪"
""",
    "Entity relationship diagram": """erDiagram
    CUSTOMER ||--o{ ORDER : places
    CUSTOMER {
        string name "名字"
        string email PK
    }
""",
    "State diagram": """stateDiagram-v2
    [*] --> Still
    Still --> Moving : push 推
    state Moving {
      [*] --> Slow
    }
    note right of Still : مرحبا
""",
    "Mind map": """mindmap
  root((Plan 计划))
    Origins
      مرحبا
    Tools
      Pen and paper
""",
    "Gantt chart": """gantt
    title A plan 甘特图
    dateFormat YYYY-MM-DD
    section Section
    A task           :a1, 2024-01-01, 30d
    مرحبا            :crit, after a1, 20d
""",
    "Pie chart": """pie title Pets 宠物
    "Dogs" : 386
    "قطط" : 85
""",
    "Timeline": """timeline
    title History 历史
    2002 : LinkedIn
    2004 : Facebook : مرحبا
""",
}
"""By what each is called."""
